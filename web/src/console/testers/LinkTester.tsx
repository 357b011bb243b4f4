import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, type InputRef } from 'antd';
import type { Ref } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { useRequired } from '../../desk/form/use-required.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Fields = { code: string };

/** Enters the one-time code that the app account's owner made. */
export function LinkTester({ input }: { input: Ref<InputRef> }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const queryClient = useQueryClient();
  const link = useOnce({
    mutationFn: (body: Fields) => api.linkTester({ body }),
    onSuccess: async ({ ownerName }) => {
      form.resetFields();
      void message.success(t('testers.linked', { name: ownerName }));
      await queryClient.invalidateQueries({ queryKey: ['testers'] });
    },
  });
  const code = t('testers.code');
  const required = useRequired();
  return (
    <>
      <Form form={form} layout="inline" requiredMark={false} onFinish={(fields) => link.mutate(fields)}>
        <Form.Item name="code" label={code} rules={[required(code)]}>
          <Input ref={input} maxLength={40} autoComplete="one-time-code" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={link.isPending}>
          {t('testers.link')}
        </Button>
      </Form>
      {link.isError && (
        <div style={{ marginTop: 16 }}>
          <ErrorNotice error={link.error} />
        </div>
      )}
    </>
  );
}
