import { DEVICE_ID_PATTERN } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, type InputRef, Spin } from 'antd';
import { useEffect, useRef } from 'react';
import { Waiting } from '../../desk/parts/Waiting.tsx';
import { queries } from '../queries.ts';
import { AgreementMissing, isAgreementMissing } from '../services/AgreementMissing.tsx';
import { useText } from '../texts/index.ts';
import { useTellStage } from '../use-tell-stage.ts';
import styles from './DeviceStep.module.css';
import { FleetShare } from './FleetShare.tsx';
import { OnlineDevices } from './OnlineDevices.tsx';
import { RefusedDevice } from './RefusedDevice.tsx';
import { useSubmitDevice } from './use-submit-device.ts';

type Fields = { deviceId: string };

/** Labels and printed lists show it in groups, scanners read it in upper case. */
const folded = (typed: string): string => typed.replace(/\s/g, '').toLowerCase();

/** Step 1: which sample. Without the agreement nothing is asked for that would only be refused. */
export function DeviceStep({ deviceId }: { deviceId: string | undefined }) {
  const services = useQuery(queries.services());
  if (services.isPending) return <Waiting />;
  return isAgreementMissing(services.data) ? <AgreementMissing /> : <DeviceForm deviceId={deviceId} />;
}

function DeviceForm({ deviceId }: { deviceId: string | undefined }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const field = useRef<InputRef>(null);
  const submission = useSubmitDevice();
  const chosen = folded(Form.useWatch('deviceId', form) ?? '');
  useTellStage('adding');
  const { error } = submission;
  useEffect(() => {
    // While it is checked the field cannot be typed into, and loses the focus by that.
    if (error) field.current?.focus();
  }, [error]);
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
        onFinish={({ deviceId: typed }: Fields) => submission.mutate({ deviceId: folded(typed) })}
        onFinishFailed={() => field.current?.focus()}
      >
        <Form.Item
          name="deviceId"
          label={t('wizard.deviceId')}
          extra={t('wizard.where')}
          validateTrigger="onSubmit"
          validateFirst
          rules={[
            { required: true, whitespace: true, message: t('wizard.deviceIdRequired') },
            { transform: folded, pattern: DEVICE_ID_PATTERN, message: t('wizard.deviceIdFormat') },
          ]}
          {...(error ? { validateStatus: 'error' as const } : {})}
        >
          <Input
            ref={field}
            size="large"
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={t('wizard.example')}
            className={styles.field ?? ''}
          />
        </Form.Item>
        {error && <RefusedDevice error={error} />}
        <FleetShare deviceId={chosen} />
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
