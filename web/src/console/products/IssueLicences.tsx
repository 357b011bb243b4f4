import type { maker, Output } from '@kaitong/contract';
import { Form, InputNumber } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { IssuedLicences } from './IssuedLicences.tsx';

type Fields = { count: number };
type Issued = Output<typeof maker.issueLicences>;

/** Asks how many, then shows what was issued: once. */
export function IssueLicences({ pid, onClose }: { pid: string; onClose: () => void }) {
  const t = useText();
  const [issued, setIssued] = useState<Issued | null>(null);
  if (issued) return <IssuedLicences pid={pid} {...issued} onClose={onClose} />;
  return (
    <FormModal<Fields, Issued>
      title={t('licences.issue')}
      okText={t('licences.issue')}
      initial={{ count: 10 }}
      send={(body) => api.issueLicences({ params: { pid }, body })}
      refresh={['licences', 'product']}
      onDone={setIssued}
      onClose={onClose}
    >
      <Form.Item
        name="count"
        label={t('licences.count')}
        rules={[{ required: true, type: 'integer', min: 1, max: 1000, message: t('licences.countHint') }]}
        extra={t('licences.countHint')}
      >
        <InputNumber min={1} max={1000} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </FormModal>
  );
}
