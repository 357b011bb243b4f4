import { type Money, parseMoney } from '@kaitong/contract';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { MoneyField } from '../../desk/form/MoneyField.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
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
  const money = useMoney();
  const { message } = App.useApp();
  const readAgain = useReadAgain();
  const [form] = Form.useForm<Fields>();
  // The same for every try of this dialogue: a second one after an outage is the same refund.
  const [refundId] = useState(newRefundId);
  const { orderId, paid, refunded } = order;
  const left: Money = { amount: paid.amount - refunded.amount, currency: paid.currency };
  const kind = Form.useWatch('kind', form) ?? 'whole';
  const typed = Form.useWatch('amount', form) ?? '';
  const amount = kind === 'whole' ? left : parseMoney(typed, paid.currency);
  const refund = useMutation({
    mutationFn: async ({ reason }: Fields) =>
      amount && (await api.refundOrderAsOperator({ params: { orderId }, body: { refundId, amount, reason } })),
    onSuccess: async () => {
      void message.success(t('refund.done'));
      await readAgain([MONEY]);
      onClose();
    },
  });
  const reason = t('refund.reason');
  return (
    <Modal
      open
      title={t('refund.title')}
      okText={t('refund.submit')}
      okButtonProps={{ danger: true }}
      width={560}
      confirmLoading={refund.isPending}
      onOk={form.submit}
      onCancel={onClose}
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
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'whole' }}
        style={{ marginTop: 16 }}
        onFinish={(fields) => refund.mutate(fields)}
      >
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
        <Form.Item
          name="reason"
          label={reason}
          rules={[{ required: true, whitespace: true, message: t('session.required', { field: reason }) }]}
        >
          <Input.TextArea maxLength={400} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        {refund.isError && <ErrorNotice error={refund.error} />}
      </Form>
    </Modal>
  );
}
