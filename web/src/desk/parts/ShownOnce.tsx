import { Alert, Button, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useReturnFocus } from '../dialog/use-return-focus.ts';
import { useText } from '../texts/index.ts';

type Props = { title: string; warning: string; onClose: () => void; closeText?: string; children: ReactNode };

/** What nobody can ask for again: a click beside it does not take it away. */
export function ShownOnce({ title, warning, onClose, closeText, children }: Props) {
  const t = useText();
  useReturnFocus();
  const [open, setOpen] = useState(true);
  const close = () => setOpen(false);
  return (
    <Modal
      open={open}
      afterClose={onClose}
      title={title}
      mask={{ closable: false }}
      onCancel={close}
      footer={
        <Button type="primary" onClick={close}>
          {closeText ?? t('common.close')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={warning} />
      {children}
    </Modal>
  );
}
