import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { CopyButton } from '../../ui/Ident.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import styles from './CreateKey.module.css';

type Fields = { name: string };

/** Creates a key and shows it: once. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (body: Fields) => api.createApiKey({ body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  if (create.data) return <NewKey value={create.data.key} onClose={onClose} />;
  const name = t('keys.name');
  return (
    <Modal
      open
      title={t('keys.create')}
      okText={t('keys.create')}
      onOk={form.submit}
      confirmLoading={create.isPending}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => create.mutate(fields)}>
        <Form.Item
          name="name"
          label={name}
          extra={t('keys.nameHint')}
          rules={[{ required: true, whitespace: true, message: t('session.required', { field: name }) }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        {create.isError && <ErrorNotice error={create.error} />}
      </Form>
    </Modal>
  );
}

function NewKey({ value, onClose }: { value: string; onClose: () => void }) {
  const t = useText();
  return (
    <Modal
      open
      title={t('keys.created')}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('keys.once')} />
      <p className={styles.key}>
        <code>{value}</code>
        <CopyButton text={value} />
      </p>
    </Modal>
  );
}
