import { type Money, parseMoney } from '@kaitong/contract';
import { Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { MoneyField } from '../../desk/form/MoneyField.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { Facts } from '../../desk/parts/Facts.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { api } from '../api.ts';
import { MONEY } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { RefundEffect } from './RefundEffect.tsx';
import { newRefundId } from './refund-id.ts';
import type { SoldOrder } from './use-order-columns.tsx';

type Fields = { kind: 'whole' | 'part'; amount?: string; reason: string };

/** Gives an order's money back, all that is left or a part, after showing what it takes back of the maker's share. */
export function RefundOrder({ order, onClose }: { order: SoldOrder; onClose: () => void }) {
  const t = useText();
  const required = useRequired();
  const money = useMoney();
  const [form] = Form.useForm<Fields>();
  // The same for every try of this dialogue: a second one after an outage is the same refund.
  const [refundId] = useState(newRefundId);
  const { orderId, paid, refunded } = order;
  const left: Money = { amount: paid.amount - refunded.amount, currency: paid.currency };
  const kind = Form.useWatch('kind', form) ?? 'whole';
  const typed = Form.useWatch('amount', form) ?? '';
  const amount = kind === 'whole' ? left : parseMoney(typed, paid.currency);
  const reason = t('refund.reason');
  return (
    <FormModal<Fields, void>
      title={t('refund.title')}
      okText={t('refund.submit')}
      danger
      width={560}
      form={form}
      initial={{ kind: 'whole' }}
      send={async ({ reason }) => {
        if (amount) await api.refundOrderAsOperator({ params: { orderId }, body: { refundId, amount, reason } });
      }}
      done={t('refund.done')}
      refresh={[MONEY]}
      onClose={onClose}
    >
      <Facts
        facts={[
          [
            t('refund.order'),
            <span key="order" className="mono">
              {orderId}
            </span>,
          ],
          [t('refund.paid'), money(paid)],
          [t('refund.refunded'), money(refunded)],
          [t('refund.left'), money(left)],
        ]}
      />
      <Form.Item name="kind" label={t('refund.kind')}>
        <Radio.Group
          options={[
            { value: 'whole', label: t('refund.whole', { amount: money(left) }) },
            { value: 'part', label: t('refund.part') },
          ]}
        />
      </Form.Item>
      {kind === 'part' && <MoneyField name="amount" label={t('refund.amount')} currency={paid.currency} />}
      {amount && <RefundEffect order={order} amount={amount.amount} />}
      <Form.Item name="reason" label={reason} rules={[required(reason)]}>
        <Input.TextArea maxLength={400} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </FormModal>
  );
}
