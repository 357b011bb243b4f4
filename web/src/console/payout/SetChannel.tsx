import { CURRENCIES, type Currency, type PayoutChannel } from '@kaitong/contract';
import { Form, Input, Radio, Select } from 'antd';
import type { z } from 'zod';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Channel = z.output<typeof PayoutChannel>;
type Fields = { method: Channel['method']; holder: string; account: string; bank?: string; currency: Currency };

const METHODS = ['bank', 'alipay', 'paypal'] as const;

/** Asks for everything anew: what is stored comes back masked, so the number has to be typed again. */
export function SetChannel({ known, onClose }: { known: Channel | null; onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Fields>();
  const method = Form.useWatch('method', form) ?? known?.method ?? 'bank';
  const required = useRequired();
  const account = t(`channel.account.${method}`);
  return (
    <FormModal<Fields, unknown>
      title={known ? t('payout.change') : t('payout.set')}
      okText={t('payout.save')}
      form={form}
      initial={{
        method,
        currency: known?.currency ?? 'CNY',
        ...(known ? { holder: known.holder } : {}),
        ...(known?.bank ? { bank: known.bank } : {}),
      }}
      send={({ bank, ...body }) =>
        api.putPayoutChannel({ body: { ...body, bank: body.method === 'bank' ? (bank?.trim() ?? '') : null } })
      }
      done={t('payout.done')}
      refresh={['payout-channel']}
      onClose={onClose}
    >
      <Form.Item name="method" label={t('channel.method')}>
        <Radio.Group options={METHODS.map((value) => ({ value, label: t(`channel.methods.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="holder"
        label={t('channel.holder')}
        extra={t('payout.holderHint')}
        rules={[required(t('channel.holder'))]}
      >
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="account"
        label={account}
        extra={known && t('payout.masked')}
        rules={[required(account), { min: 4, message: t('payout.accountShort') }]}
      >
        <Input maxLength={80} autoComplete="off" className="mono" />
      </Form.Item>
      {method === 'bank' && (
        <Form.Item
          name="bank"
          label={t('channel.bank')}
          extra={t('payout.bankHint')}
          rules={[required(t('channel.bank'))]}
        >
          <Input maxLength={120} />
        </Form.Item>
      )}
      <Form.Item name="currency" label={t('channel.currency')} extra={t('payout.currencyHint')}>
        <Select
          showSearch
          style={{ width: 160 }}
          options={Object.keys(CURRENCIES).map((value) => ({ value, label: value }))}
        />
      </Form.Item>
    </FormModal>
  );
}
