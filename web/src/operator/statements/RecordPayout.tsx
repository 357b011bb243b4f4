import { type Currency, decimalOf, parseMoney } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Alert, Form, Input, Select } from 'antd';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { MoneyField } from '../../desk/form/MoneyField.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { ChannelFacts } from '../../desk/selling/ChannelFacts.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { api } from '../api.ts';
import type { Maker } from '../makers/use-maker-columns.tsx';
import styles from '../money.module.css';
import { MONEY, moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { BANK_REFERENCE } from './bank-reference.ts';

type Fields = { currency: Currency; amount: string; payoutId: string };

/** Shows where a maker is paid to, and records a transfer that was made. */
export function RecordPayout({ maker, onClose }: { maker: Maker; onClose: () => void }) {
  const t = useText();
  const money = useMoney();
  const [form] = Form.useForm<Fields>();
  const { accountId, name } = maker;
  const dues = maker.balances.map(({ due }) => due).filter(({ amount }) => amount > 0);
  const currency = Form.useWatch('currency', form) ?? dues[0]?.currency ?? 'CNY';
  const due = dues.find((one) => one.currency === currency);
  const amountOf = (one: Currency) => {
    const found = dues.find((other) => other.currency === one);
    return found ? decimalOf(found) : '';
  };
  return (
    <FormModal<Fields, void>
      title={t('settlements.recordOf', { name })}
      okText={t('settlements.record')}
      width={560}
      form={form}
      initial={{ currency, amount: amountOf(currency) }}
      send={async ({ amount, payoutId }) => {
        const paid = parseMoney(amount, currency);
        if (paid) await api.recordPayout({ body: { accountId, payoutId: payoutId.trim(), money: paid } });
      }}
      done={t('settlements.done')}
      refresh={[MONEY]}
      onClose={onClose}
    >
      <Channel maker={maker} />
      <p className={styles.soft}>{t('settlements.only')}</p>
      <Form.Item name="currency" label={t('settlements.currency')}>
        <Select<Currency>
          style={{ width: 160 }}
          options={dues.map((one) => ({ value: one.currency, label: one.currency }))}
          onChange={(next) => form.setFieldsValue({ amount: amountOf(next) })}
        />
      </Form.Item>
      <MoneyField
        name="amount"
        label={t('settlements.amount')}
        currency={currency}
        extra={due && t('settlements.amountHint', { due: money(due) })}
      />
      <Form.Item
        name="payoutId"
        label={t('settlements.payoutId')}
        extra={t('settlements.payoutIdHint')}
        rules={[{ required: true, pattern: BANK_REFERENCE, message: t('settlements.payoutIdHint') }]}
      >
        <Input maxLength={64} autoComplete="off" className="mono" />
      </Form.Item>
    </FormModal>
  );
}

function Channel({ maker: { accountId, payable } }: { maker: Maker }) {
  const t = useText();
  const query = useQuery({ ...moneyQueries.payoutChannel(accountId), enabled: payable });
  if (!payable)
    return (
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 16 }}
        title={t('settlements.channelMissing')}
        description={t('settlements.channelMissingText')}
      />
    );
  return (
    <Loaded query={query}>
      {({ channel }) =>
        channel && (
          <>
            <ChannelFacts channel={channel} />
            <p className={styles.soft}>{t('settlements.seen')}</p>
          </>
        )
      }
    </Loaded>
  );
}
