import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Form, Input, Modal } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Fields = { name: string };

/** Asks for the name; the platform gives the PID. */
export function CreateProduct({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (body: Fields) => api.createProduct({ body }),
    onSuccess: async ({ pid }) => {
      void message.success(t('products.created', { pid }));
      await queryClient.invalidateQueries({ queryKey: ['products'] });
      await navigate({ to: '/products/$pid', params: { pid } });
    },
  });
  const name = t('products.name');
  return (
    <Modal
      open
      title={t('products.create')}
      okText={t('products.create')}
      onOk={form.submit}
      confirmLoading={create.isPending}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => create.mutate(fields)}>
        <Form.Item
          name="name"
          label={name}
          extra={t('products.nameHint')}
          rules={[{ required: true, whitespace: true, message: t('session.required', { field: name }) }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        {create.isError && <ErrorNotice error={create.error} />}
      </Form>
    </Modal>
  );
}
