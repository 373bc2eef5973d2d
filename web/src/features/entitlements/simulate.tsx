// "What would a runtime be told?" — the same check, asked by hand, that changes nothing.
import { useState } from 'react';
import { checkGrant } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import type { Decision, Feature } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { JsonView } from '@/ui/copy';
import { Dialog } from '@/ui/dialog';
import { Form, SelectField, SuggestField } from '@/ui/form';
import { Notice } from '@/ui/feedback';
import { useFeatureSuggestions } from './suggestions';

interface Props {
  tenantId: string;
  name: string;
  features: readonly Feature[];
  open: boolean;
  onClose: () => void;
}

export function Simulate(props: Props) {
  const t = useT();
  return (
    <Dialog open={props.open} onClose={props.onClose} title={t('simulate.title')} description={t('simulate.lead', { name: props.name })}>
      <Body {...props} />
    </Dialog>
  );
}

function Body({ tenantId, features }: Props) {
  const t = useT();
  const products = [...new Set(features.map((feature) => feature.product))];
  const [product, setProduct] = useState<string>();
  const [feature, setFeature] = useState('');
  const [decision, setDecision] = useState<Decision>();
  const chosen = product ?? products[0] ?? '';
  const suggestions = useFeatureSuggestions(chosen, features);
  const check = useAction<{ product: string; feature: string }, Decision>({
    request: (body) => checkGrant(tenantId, body),
    onDone: setDecision,
    inForm: true,
  });
  return (
    <Form errors={fieldErrors(t, check.problem)} onSubmit={() => check.run({ product: chosen, feature })}>
      <SelectField name="product" label={t('grant.product')} value={chosen} onChange={(event) => setProduct(event.target.value)} options={products.map((value) => ({ value, label: value }))} />
      <SuggestField name="feature" label={t('grant.feature')} value={feature} onValue={setFeature} suggestions={suggestions} required />
      <Button type="submit" tone="primary" icon="play" pending={check.pending}>
        {t('simulate.run')}
      </Button>
      {decision ? (
        <div className="space-y-3 pt-1">
          <Notice tone={decision.allowed ? 'ok' : 'bad'} icon={decision.allowed ? 'circle-check' : 'ban'} title={decision.allowed ? t('simulate.allowed') : t('simulate.refused')}>
            {t.has(`decision.${decision.code}`) ? t(`decision.${decision.code}` as 'decision.ok') : decision.code}
          </Notice>
          <JsonView value={decision} />
        </div>
      ) : null}
    </Form>
  );
}
