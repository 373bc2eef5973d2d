import { useState } from 'react';
import { createGrant, paths as api } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import type { Feature, Grant, NewGrant } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Form, SelectField, SuggestField, TextArea, TextField, choiceIn, textIn } from '@/ui/form';
import type { FormValues } from '@/ui/form';
import { covers } from './columns';
import { useFeatureSuggestions } from './suggestions';

interface Props {
  tenantId: string;
  name: string;
  features: readonly Feature[];
  open: boolean;
  onClose: () => void;
}

const windows = ['never', 'day', 'week', 'month'] as const;

export function GrantForm(props: Props) {
  const t = useT();
  return (
    <Dialog open={props.open} onClose={props.onClose} title={t('grant.create')} description={t('grant.create_lead', { name: props.name })} keep>
      <Body {...props} />
    </Dialog>
  );
}

function Body({ tenantId, name, features, onClose }: Props) {
  const t = useT();
  const products = [...new Set(features.map((feature) => feature.product))];
  const [product, setProduct] = useState<string>();
  const [feature, setFeature] = useState('');
  const chosen = product ?? products[0] ?? '';
  const suggestions = useFeatureSuggestions(chosen, features);
  const limited = features.find((one) => one.product === chosen && feature && covers(one.key, feature))?.kind === 'limited';
  const create = useAction<NewGrant, Grant>({
    request: (body) => createGrant(tenantId, body),
    done: (grant) => t('grant.created', { feature: grant.feature, name }),
    onDone: onClose,
    refresh: [`${api.tenants}/${tenantId}`, api.audit, api.navigation, '/api/courses'],
    inForm: true,
  });
  return (
    <Form errors={fieldErrors(t, create.problem)} onSubmit={(values) => create.run(bodyOf(values))}>
      {products.length > 0 ? (
        <SelectField name="product" label={t('grant.product')} value={chosen} onChange={(event) => setProduct(event.target.value)} options={products.map((value) => ({ value, label: value }))} />
      ) : (
        <TextField name="product" label={t('grant.product')} required />
      )}
      <SuggestField name="feature" label={t('grant.feature')} hint={t('grant.feature_hint')} value={feature} onValue={setFeature} suggestions={suggestions} required />
      {limited ? (
        <div className="grid grid-cols-2 gap-4">
          <TextField name="limit" type="number" min={0} inputMode="numeric" label={t('grant.limit')} optional />
          <SelectField name="window" pointer="/window/kind" label={t('grant.window')} options={windows.map((value) => ({ value, label: t(`grant.window.${value}`) }))} />
        </div>
      ) : null}
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <TextField name="valid_from" type="datetime-local" label={t('grant.from')} hint={t('grant.from_hint')} optional />
        <TextField name="valid_until" type="datetime-local" label={t('grant.until')} hint={t('grant.until_hint')} optional />
      </div>
      <TextArea name="note" label={t('grant.note')} hint={t('grant.note_hint')} rows={2} optional />
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone="primary" pending={create.pending}>
          {t('grant.submit')}
        </Button>
      </DialogActions>
    </Form>
  );
}

function bodyOf(values: FormValues): NewGrant {
  const moment = (text: string | undefined) => (text ? new Date(text).toISOString() : undefined);
  const limit = values['limit'] ? Number(values['limit']) : undefined;
  return {
    product: textIn(values, 'product'),
    feature: textIn(values, 'feature'),
    limit,
    window: limit === undefined ? undefined : { kind: choiceIn(values, 'window', windows) },
    valid_from: moment(values['valid_from']),
    valid_until: moment(values['valid_until']),
    note: values['note'] || undefined,
  };
}
