import { Form, Input } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { BesideCount } from '../../desk/form/BesideCount.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Fields = { contactName: string; contact: string; message: string };

/** Asks the operator's BD for prepaid service. */
export function SendRequest({ onClose }: { onClose: () => void }) {
  const t = useText();
  const required = useRequired();
  return (
    <FormModal<Fields, unknown>
      title={t('prepaid.create')}
      okText={t('prepaid.form.submit')}
      send={(body) => api.createPrepaidRequest({ body })}
      done={t('prepaid.form.done')}
      refresh={['requests']}
      onClose={onClose}
    >
      <Form.Item
        name="contactName"
        label={t('prepaid.form.contactName')}
        rules={[required(t('prepaid.form.contactName'))]}
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
        rules={[required(t('prepaid.form.message'))]}
      >
        <Input.TextArea maxLength={2000} showCount autoSize={{ minRows: 4, maxRows: 10 }} />
      </Form.Item>
    </FormModal>
  );
}
