import { useState } from 'react';
import type { ReactNode } from 'react';
import { useT } from '@/i18n/i18n';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';
import { Form, TextArea, controlLook } from './form';
import type { FieldError } from './form';

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  action: string;
  danger?: boolean;
  pending: boolean;
  onConfirm: (reason: string) => void;
  /** What must be typed before it can be done. */
  typeName?: string | undefined;
  askReason?: boolean;
  errors?: readonly FieldError[] | undefined;
}

/** The last question before something that stops other people. */
export function Confirm(props: ConfirmProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title} size="sm" keep>
      <ConfirmBody {...props} />
    </Dialog>
  );
}

function ConfirmBody({ onClose, children, action, danger, pending, onConfirm, typeName, askReason, errors }: ConfirmProps) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const refused = typeName !== undefined && typed.trim() !== typeName ? t('confirm.type_first', { name: typeName }) : undefined;
  return (
    <Form errors={errors ?? []} onSubmit={(values) => !refused && onConfirm(values['reason'] ?? '')}>
      <div className="text-sm text-ink-2">{children}</div>
      {askReason ? (
        <TextArea name="reason" label={t('confirm.reason')} hint={t('confirm.reason_hint')} required rows={2} maxLength={500} />
      ) : null}
      {typeName === undefined ? null : (
        <label className="block text-sm">
          <span className="mb-1 block">
            {t('confirm.type_before')} <strong className="font-[620] select-all">{typeName}</strong> {t('confirm.type_after')}
          </span>
          <input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            className={`${controlLook} h-9 w-full max-md:h-10`}
          />
        </label>
      )}
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone={danger ? 'danger' : 'primary'} pending={pending} refused={refused}>
          {action}
        </Button>
      </DialogActions>
    </Form>
  );
}
