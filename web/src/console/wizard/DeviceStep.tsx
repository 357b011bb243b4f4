import { Alert, Button, Form, Input, Spin } from 'antd';
import { useText } from '../texts/index.ts';
import styles from './DeviceStep.module.css';
import { OnlineDevices } from './OnlineDevices.tsx';
import { RefusedDevice } from './RefusedDevice.tsx';
import { useSubmitDevice } from './use-submit-device.ts';

type Fields = { deviceId: string };

/** An ID holds none; labels and printed lists show it in groups. */
const withoutSpaces = (typed: string): string => typed.replace(/\s/g, '');

/** Step 1: which sample. */
export function DeviceStep({ deviceId }: { deviceId: string | undefined }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const submission = useSubmitDevice();
  return (
    <div className={styles.step}>
      <Alert
        type="info"
        role="note"
        showIcon
        title={t('wizard.prepare')}
        description={
          <>
            <ol className={styles.checklist}>
              <li>{t('wizard.prepare1')}</li>
              <li>{t('wizard.prepare2')}</li>
              <li>{t('wizard.prepare3')}</li>
            </ol>
            <p className={styles.shipped}>{t('wizard.shipped')}</p>
          </>
        }
      />
      <Form
        form={form}
        layout="vertical"
        className={styles.form ?? ''}
        initialValues={{ deviceId }}
        disabled={submission.isPending}
        onValuesChange={() => submission.reset()}
        onFinish={({ deviceId: typed }: Fields) => submission.mutate({ deviceId: withoutSpaces(typed) })}
      >
        <Form.Item
          name="deviceId"
          label={t('wizard.deviceId')}
          extra={t('wizard.where')}
          validateTrigger="onSubmit"
          rules={[{ required: true, whitespace: true, message: t('wizard.deviceIdRequired') }]}
          {...(submission.error ? { validateStatus: 'error' as const } : {})}
        >
          <Input
            size="large"
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={t('wizard.example')}
            className={styles.field ?? ''}
          />
        </Form.Item>
        {submission.error && <RefusedDevice error={submission.error} />}
        <div className={styles.submit}>
          <Button type="primary" size="large" htmlType="submit">
            {t('wizard.next')}
          </Button>
          <span role="status" className={styles.checking}>
            {submission.isPending && (
              <>
                <Spin size="small" />
                {t('wizard.checking')}
              </>
            )}
          </span>
        </div>
      </Form>
      <OnlineDevices onPick={(picked) => form.setFieldsValue({ deviceId: picked })} />
    </div>
  );
}
