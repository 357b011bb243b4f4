import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { BesideCount } from '../../desk/form/BesideCount.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Fields = { contactName: string; contact: string; message: string };

/** Asks the operator's BD for prepaid service. */
export function SendRequest({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const readAgain = useReadAgain();
  const send = useMutation({
    mutationFn: (body: Fields) => api.createPrepaidRequest({ body }),
    onSuccess: async () => {
      void message.success(t('prepaid.form.done'));
      await readAgain(['requests']);
      onClose();
    },
  });
  const required = (field: string) => [{ required: true, whitespace: true, message: t('session.required', { field }) }];
  return (
    <Modal
      open
      title={t('prepaid.create')}
      okText={t('prepaid.form.submit')}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => send.mutate(fields)}>
        <Form.Item
          name="contactName"
          label={t('prepaid.form.contactName')}
          rules={required(t('prepaid.form.contactName'))}
        >
          <Input maxLength={80} autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="contact"
          label={t('prepaid.form.contact')}
          extra={t('prepaid.form.contactHint')}
          rules={[{ required: true, whitespace: true, min: 3, message: t('prepaid.form.contactWrong') }]}
        >
          <Input maxLength={120} autoComplete="tel" />
        </Form.Item>
        <Form.Item
          name="message"
          label={t('prepaid.form.message')}
          extra={<BesideCount>{t('prepaid.form.messageHint')}</BesideCount>}
          rules={required(t('prepaid.form.message'))}
        >
          <Input.TextArea maxLength={2000} showCount autoSize={{ minRows: 4, maxRows: 10 }} />
        </Form.Item>
        {send.isError && <ErrorNotice error={send.error} />}
      </Form>
    </Modal>
  );
}
