import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useRequired } from '../form/use-required.ts';
import { FormModal } from './FormModal.tsx';

type Props<Asked extends object> = {
  title: string;
  /** What follows from it, one sentence each. */
  consequences: readonly string[];
  okText: string;
  danger?: boolean;
  /** A reason is asked for under this name; without it nothing is asked. */
  reason?: { label: string; required: boolean };
  children?: ReactNode;
  /** Does it, with what `children` ask for. */
  run: (reason: string, asked: Asked) => Promise<unknown>;
  /** What is said when it is done. */
  done: string;
  /** The first part of the keys of what is read again. */
  refresh: readonly string[];
  onClose: () => void;
};

/** Asks before something is done that others will notice: what follows, and why it is done. */
export function AskModal<Asked extends object>({ consequences, reason, children, run, ...dialog }: Props<Asked>) {
  const required = useRequired();
  return (
    <FormModal<Asked & { reason?: string }, unknown>
      {...dialog}
      send={(asked) => run(asked.reason?.trim() ?? '', asked)}
    >
      <ul style={{ margin: '0 0 16px', paddingInlineStart: 20 }}>
        {consequences.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      {children}
      {reason && (
        <Form.Item name="reason" label={reason.label} rules={reason.required ? [required(reason.label)] : []}>
          <Input.TextArea maxLength={400} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      )}
    </FormModal>
  );
}
