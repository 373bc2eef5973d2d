import { useState } from 'react';
import { limitRuntime, paths as api, resumeRuntime, suspendRuntime } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import { useCan } from '@/api/session';
import type { Runtime, RuntimeLimit } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Form, TextArea, TextField, textIn } from '@/ui/form';

const touched = [api.runtimes, api.audit, api.navigation];

export function RuntimeActions({ runtime }: { runtime: Runtime }) {
  const t = useT();
  const can = useCan();
  const [open, setOpen] = useState<'suspend' | 'limit'>();
  const id = runtime.runtime_id;
  const name = t.pick(runtime.title, runtime.product);
  const close = () => setOpen(undefined);
  const refused = can('runtime.write') ? undefined : t('refused.runtime_write');
  const suspend = useAction<string, Runtime>({
    request: (reason) => suspendRuntime(id, reason),
    done: t('runtime.suspended_done', { name }),
    onDone: close,
    refresh: touched,
    inForm: true,
  });
  const resume = useAction<void, Runtime>({
    request: () => resumeRuntime(id),
    done: t('runtime.resumed_done', { name }),
    refresh: touched,
  });
  const stopped = runtime.status === 'suspended' || runtime.directive === 'limit';
  return (
    <>
      {runtime.status === 'suspended' ? null : (
        <Button icon="gauge" refused={refused} onClick={() => setOpen('limit')}>
          {t('runtime.limit')}
        </Button>
      )}
      {stopped ? (
        <Button tone="primary" icon="play" pending={resume.pending} refused={refused} onClick={() => resume.run()}>
          {t('common.resume')}
        </Button>
      ) : null}
      {runtime.status === 'suspended' ? null : (
        <Button tone="danger-plain" icon="pause" refused={refused} onClick={() => setOpen('suspend')}>
          {t('common.suspend')}
        </Button>
      )}
      <Confirm open={open === 'suspend'} onClose={close} title={t('runtime.suspend_title', { name })} action={t('common.suspend')} danger askReason typeName={name} pending={suspend.pending} onConfirm={suspend.run} errors={fieldErrors(t, suspend.problem)}>
        {t('runtime.suspend_text')}
      </Confirm>
      <Limit id={id} open={open === 'limit'} onClose={close} />
    </>
  );
}

function Limit({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const t = useT();
  const limit = useAction<RuntimeLimit, Runtime>({
    request: (body) => limitRuntime(id, body),
    done: t('runtime.limited_done'),
    onDone: onClose,
    refresh: touched,
    inForm: true,
  });
  return (
    <Dialog open={open} onClose={onClose} keep title={t('runtime.limit_title')} description={t('runtime.limit_text')}>
      <Form errors={fieldErrors(t, limit.problem)} onSubmit={(values) => limit.run({ max_concurrent_requests: Number(values['max_concurrent_requests']), reason: textIn(values, 'reason') })}>
        <TextField name="max_concurrent_requests" type="number" min={1} inputMode="numeric" label={t('runtime.max_requests')} defaultValue="10" required />
        <TextArea name="reason" label={t('confirm.reason')} hint={t('confirm.reason_hint')} rows={2} required />
        <DialogActions onCancel={onClose}>
          <Button type="submit" tone="primary" pending={limit.pending}>
            {t('runtime.limit')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
