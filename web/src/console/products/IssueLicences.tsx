import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, InputNumber, Modal } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { IssuedLicences } from './IssuedLicences.tsx';

type Fields = { count: number };

/** Asks how many, then shows what was issued: once. */
export function IssueLicences({ pid, onClose }: { pid: string; onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const queryClient = useQueryClient();
  const issue = useMutation({
    mutationFn: (body: Fields) => api.issueLicences({ params: { pid }, body }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['licences', pid] });
      await queryClient.invalidateQueries({ queryKey: ['product', pid] });
    },
  });
  if (issue.data) return <IssuedLicences pid={pid} {...issue.data} onClose={onClose} />;
  return (
    <Modal
      open
      title={t('licences.issue')}
      okText={t('licences.issue')}
      onOk={form.submit}
      confirmLoading={issue.isPending}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ count: 10 }}
        onFinish={(fields) => issue.mutate(fields)}
      >
        <Form.Item
          name="count"
          label={t('licences.count')}
          rules={[{ required: true, type: 'integer', min: 1, max: 1000, message: t('licences.countHint') }]}
          extra={t('licences.countHint')}
        >
          <InputNumber min={1} max={1000} precision={0} style={{ width: 160 }} />
        </Form.Item>
        {issue.isError && <ErrorNotice error={issue.error} />}
      </Form>
    </Modal>
  );
}
