import { CURRENCIES, type Currency, parseMoney } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Form, Input, Select } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { MoneyField } from '../../desk/form/MoneyField.tsx';
import { api } from '../api.ts';
import styles from '../money.module.css';
import { MONEY, moneyQueries } from '../money-queries.ts';
import { BANK_REFERENCE } from '../statements/bank-reference.ts';
import { useText } from '../texts/index.ts';
import { heldBy } from './held-by.ts';

type Fields = { provider: string; id: string; currency: Currency; money: string; fee: string };

/** Books what arrived from a provider, and what it kept. */
export function RecordCollection({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const held = heldBy(useQuery(moneyQueries.trialBalance()).data?.items ?? []);
  const first = held.find((one) => one.money.amount > 0);
  const currency = Form.useWatch('currency', form) ?? first?.money.currency ?? 'CNY';
  return (
    <FormModal<Fields, void>
      title={t('collections.record')}
      okText={t('collections.submit')}
      form={form}
      initial={{ ...(first ? { provider: first.provider } : {}), currency, fee: '0' }}
      send={async (fields) => {
        const [money, fee] = [parseMoney(fields.money, currency), parseMoney(fields.fee, currency)];
        if (money && fee)
          await api.recordCollection({ body: { id: fields.id.trim(), provider: fields.provider.trim(), money, fee } });
      }}
      done={t('collections.done')}
      refresh={[MONEY]}
      onClose={onClose}
    >
      <p className={styles.soft}>{t('collections.only')}</p>
      <Form.Item
        name="provider"
        label={t('collections.provider')}
        extra={t('collections.providerHint')}
        rules={[{ required: true, pattern: /^\s*[a-z0-9-]{1,32}\s*$/, message: t('collections.providerHint') }]}
      >
        <AutoComplete
          style={{ maxWidth: 280 }}
          options={[...new Set(held.map(({ provider }) => provider))].map((value) => ({ value }))}
        />
      </Form.Item>
      <Form.Item
        name="id"
        label={t('collections.id')}
        extra={t('collections.idHint')}
        rules={[{ required: true, pattern: BANK_REFERENCE, message: t('collections.idHint') }]}
      >
        <Input maxLength={64} autoComplete="off" className="mono" />
      </Form.Item>
      <Form.Item name="currency" label={t('collections.currency')}>
        <Select
          showSearch
          style={{ width: 160 }}
          options={Object.keys(CURRENCIES).map((value) => ({ value, label: value }))}
        />
      </Form.Item>
      <MoneyField name="money" label={t('collections.money')} currency={currency} />
      <MoneyField
        name="fee"
        label={t('collections.fee')}
        currency={currency}
        extra={t('collections.feeHint')}
        least={0}
      />
    </FormModal>
  );
}
