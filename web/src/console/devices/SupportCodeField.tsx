import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useOnce } from '../../api/use-once.ts';
import { useRequired } from '../../desk/form/use-required.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './DeviceLog.module.css';

type Fields = { code: string };

/** Enters the code that the device's owner made in the app. */
export function SupportCodeField({ deviceId }: { deviceId: string }) {
  const t = useText();
  const queryClient = useQueryClient();
  const redeem = useOnce({
    mutationFn: (body: Fields) => api.redeemSupportCode({ params: { deviceId }, body }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['device-log', deviceId] }),
        queryClient.invalidateQueries({ queryKey: queries.device(deviceId).queryKey }), // says when it was last heard then
      ]),
  });
  const code = t('deviceLog.code');
  const required = useRequired();
  return (
    <>
      <Form layout="inline" requiredMark={false} onFinish={(fields: Fields) => redeem.mutate(fields)}>
        <Form.Item name="code" label={code} rules={[required(code), { min: 12, message: t('deviceLog.codeLength') }]}>
          <Input maxLength={40} autoComplete="one-time-code" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={redeem.isPending}>
          {t('deviceLog.enter')}
        </Button>
      </Form>
      {redeem.isError && (
        <div className={styles.wrong}>
          <ErrorNotice error={redeem.error} />
        </div>
      )}
    </>
  );
}
