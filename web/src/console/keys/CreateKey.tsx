import type { KeyScope, maker, Output } from '@kaitong/contract';
import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { SecretLine } from '../../desk/parts/SecretLine.tsx';
import { ShownOnce } from '../../desk/parts/ShownOnce.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Fields = { name: string; scope: KeyScope; days: number };
const SCOPES = ['read', 'activate', 'all'] as const;
/** 0: it does not end by itself. */
const DAYS = [30, 90, 365, 0] as const;

/** Creates a key and shows it: once. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const t = useText();
  const required = useRequired();
  const [created, setCreated] = useState<string | null>(null);
  if (created !== null) return <NewKey value={created} onClose={onClose} />;
  const name = t('keys.name');
  return (
    <FormModal<Fields, Output<typeof maker.createApiKey>>
      title={t('keys.create')}
      okText={t('keys.create')}
      initial={{ scope: 'all', days: 365 }}
      send={({ days, ...body }) => api.createApiKey({ body: days === 0 ? body : { ...body, days } })}
      refresh={['api-keys']}
      onDone={({ key }) => setCreated(key)}
      onClose={onClose}
    >
      <Form.Item name="name" label={name} extra={t('keys.nameHint')} rules={[required(name)]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="scope" label={t('keys.scope')}>
        <Select options={SCOPES.map((value) => ({ value, label: t(`keys.scopes.${value}`) }))} />
      </Form.Item>
      <Form.Item name="days" label={t('keys.lasts')}>
        <Select
          options={DAYS.map((value) => ({
            value,
            label: value === 0 ? t('keys.noEnd') : t('keys.days', { n: value }),
          }))}
        />
      </Form.Item>
    </FormModal>
  );
}

function NewKey({ value, onClose }: { value: string; onClose: () => void }) {
  const t = useText();
  return (
    <ShownOnce title={t('keys.created')} warning={t('keys.once')} onClose={onClose}>
      <SecretLine text={value} />
    </ShownOnce>
  );
}
