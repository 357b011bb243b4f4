import type { Application, Conformance, maker, Output } from '@kaitong/contract';
import { Checkbox, Form, Select } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { SecretLine } from '../../desk/parts/SecretLine.tsx';
import { ShownOnce } from '../../desk/parts/ShownOnce.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

/** Shared is what was found in an extended test. */
export type SharedTest = { test: Conformance };

type Fields = { days: number; withFootage: boolean };
const DAYS = [1, 7, 30, 90] as const;

/** Makes an address and shows it: once. Pictures go along only where they are ticked, which nobody does by accident. */
export function ShareFindings({ of, onClose }: { of: { application: Application } | SharedTest; onClose: () => void }) {
  const t = useText();
  const [url, setUrl] = useState<string | null>(null);
  if (url !== null) {
    return (
      <ShownOnce title={t('shares.created')} warning={t('shares.once')} onClose={onClose}>
        <SecretLine text={url} />
      </ShownOnce>
    );
  }
  return (
    <FormModal<Fields, Output<typeof maker.shareFindings>>
      title={t('shares.title')}
      okText={t('shares.create')}
      initial={{ days: 7, withFootage: false }}
      send={({ days, withFootage = false }) =>
        'test' in of
          ? api.shareConformance({ params: { id: of.test.id }, body: { days } })
          : api.shareFindings({ params: { id: of.application.id }, body: { days, withFootage } })
      }
      refresh={['findings-shares']}
      onDone={(made) => setUrl(made.url)}
      onClose={onClose}
    >
      <Form.Item name="days" label={t('shares.days')}>
        <Select options={DAYS.map((value) => ({ value, label: t('shares.nDays', { n: value }) }))} />
      </Form.Item>
      {'test' in of ? (
        <p>{t('shares.withoutClips')}</p>
      ) : of.application.footage === 'visible' ? (
        <Form.Item name="withFootage" valuePropName="checked" extra={t('shares.withFootageText')}>
          <Checkbox>{t('shares.withFootage')}</Checkbox>
        </Form.Item>
      ) : (
        <p>{t('shares.withoutFootage')}</p>
      )}
    </FormModal>
  );
}
