import { Alert, App, Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { useReadAgain } from '../calls/use-act.ts';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useReturnFocus } from './use-return-focus.ts';

type Props<Fields extends object, Reply> = {
  title: string;
  okText: string;
  /** What it does cannot be taken back, or takes something away. */
  danger?: boolean;
  width?: number;
  /** What the fields hold at first. */
  initial?: Partial<Fields> | undefined;
  /** For those who look into the fields or set them. */
  form?: FormInstance<Fields>;
  /** What the fields offer is not there, so nothing can be sent. */
  disabled?: boolean;
  /** In words, what is wrong with the fields as a whole; undefined: nothing. */
  check?: (fields: Fields) => string | undefined;
  /** Does it. A refusal is shown in the dialogue, which stays open with all that was typed. */
  send: (fields: Fields) => Promise<Reply>;
  /** What is said when it is done; nothing, where what follows says it. */
  done?: string | ((reply: Reply) => string | undefined);
  /** The first part of the keys of what is read again before the dialogue closes. */
  refresh?: readonly string[];
  /** What follows in place of closing. */
  onDone?: (reply: Reply) => unknown;
  onClose: () => void;
  children?: ReactNode;
};

/**
 * A dialogue with a form, sent once by button or Enter. It begins in its first field and gives the focus back to what
 * opened it; it stays until the server has answered, and a click beside it does not throw away what was typed.
 */
export function FormModal<Fields extends object, Reply>(props: Props<Fields, Reply>) {
  const { title, okText, danger = false, width, initial, disabled = false, onClose, children } = props;
  const id = useId();
  useReturnFocus();
  const [ownForm] = Form.useForm<Fields>();
  const form = props.form ?? ownForm;
  const [open, setOpen] = useState(true);
  const [touched, setTouched] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const { send, busy, error } = useSending(props, () => setOpen(false));
  const submit = (fields: Fields) => {
    const found = props.check?.(fields);
    setWrong(found);
    if (found === undefined) send(fields);
  };
  return (
    <Modal
      open={open}
      title={title}
      {...(width ? { width } : {})}
      okText={okText}
      okButtonProps={{ danger, disabled, htmlType: 'submit', form: id }}
      cancelButtonProps={{ disabled: busy }}
      confirmLoading={busy}
      closable={!busy}
      keyboard={!busy}
      mask={{ closable: !busy && !touched }}
      onCancel={() => setOpen(false)}
      afterOpenChange={(isOpen) => isOpen && focusFirstField(id)}
      afterClose={onClose}
    >
      <Form
        id={id}
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError={{ focus: true, block: 'nearest' }}
        {...(initial ? { initialValues: initial } : {})}
        onValuesChange={() => setTouched(true)}
        onFinish={submit}
      >
        {children}
        {wrong !== undefined && <Alert type="error" showIcon title={wrong} />}
        {error !== null && !busy && <Refused error={error} />}
      </Form>
    </Modal>
  );
}

/** Sends, says that it is done, and shows it, before the dialogue closes. */
function useSending<Fields extends object, Reply>(props: Props<Fields, Reply>, close: () => void) {
  const { message } = App.useApp();
  const readAgain = useReadAgain();
  const act = useOnce({
    mutationFn: props.send,
    onSuccess: async (reply) => {
      const { done, refresh = [], onDone = close } = props;
      const said = typeof done === 'function' ? done(reply) : done;
      if (said !== undefined) void message.success(said);
      await readAgain(refresh);
      await onDone(reply);
    },
  });
  const send = (fields: Fields) => {
    if (!act.isSuccess) act.mutate(fields);
  };
  return { send, busy: act.isPending, error: act.error };
}

/** Where Enter was pressed in a first field, the end of a long form may be out of sight. */
function Refused({ error }: { error: Error }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={ref}>
      <ErrorNotice error={error} />
    </div>
  );
}

/** Not into a choice, which arrow keys would change, nowhere in a dialogue that only asks, nor away from who was quicker. */
function focusFirstField(formId: string): void {
  const form = document.getElementById(formId);
  if (form?.contains(document.activeElement)) return;
  form
    ?.querySelector<HTMLElement>('input:not([type=radio], [type=checkbox], :disabled), textarea:not(:disabled)')
    ?.focus();
}
