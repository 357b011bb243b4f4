import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useText } from '../texts/index.ts';

type Props = {
  title: string;
  /** What follows from it, one sentence each. */
  consequences: readonly string[];
  okText: string;
  danger?: boolean;
  /** A reason is asked for under this name; without it nothing is asked. */
  reason?: { label: string; required: boolean };
  children?: ReactNode;
  /** Does it. A refusal is shown in the dialogue, which stays open. */
  run: (reason: string) => Promise<unknown>;
  onClose: () => void;
};

/** Asks before something is done that others will notice: what follows, and why it is done. */
export function AskModal({ title, consequences, okText, danger = false, reason, children, run, onClose }: Props) {
  const t = useText();
  const [form] = Form.useForm<{ reason?: string }>();
  const act = useMutation({ mutationFn: run, onSuccess: onClose });
  return (
    <Modal
      open
      title={title}
      okText={okText}
      okButtonProps={{ danger }}
      confirmLoading={act.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ reason: given }) => act.mutate(given?.trim() ?? '')}
      >
        <ul style={{ margin: '0 0 16px', paddingInlineStart: 20 }}>
          {consequences.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        {children}
        {reason && (
          <Form.Item
            name="reason"
            label={reason.label}
            rules={[
              {
                required: reason.required,
                whitespace: reason.required,
                message: t('session.required', { field: reason.label }),
              },
            ]}
          >
            <Input.TextArea maxLength={400} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
        )}
        {act.isError && <ErrorNotice error={act.error} />}
      </Form>
    </Modal>
  );
}
