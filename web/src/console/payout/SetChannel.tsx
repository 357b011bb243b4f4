import { CURRENCIES, type Currency, type PayoutChannel } from '@kaitong/contract';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal, Radio, Select } from 'antd';
import type { z } from 'zod';
import { useReadAgain } from '../../desk/calls/use-act.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

type Channel = z.output<typeof PayoutChannel>;
type Fields = { method: Channel['method']; holder: string; account: string; bank?: string; currency: Currency };

const METHODS = ['bank', 'alipay', 'paypal'] as const;

/** Asks for everything anew: what is stored comes back masked, so the number has to be typed again. */
export function SetChannel({ known, onClose }: { known: Channel | null; onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const method = Form.useWatch('method', form) ?? known?.method ?? 'bank';
  const readAgain = useReadAgain();
  const save = useMutation({
    mutationFn: ({ bank, ...body }: Fields) =>
      api.putPayoutChannel({ body: { ...body, bank: body.method === 'bank' ? (bank?.trim() ?? '') : null } }),
    onSuccess: async () => {
      void message.success(t('payout.done'));
      await readAgain(['payout-channel']);
      onClose();
    },
  });
  const required = (field: string) => ({
    required: true,
    whitespace: true,
    message: t('session.required', { field }),
  });
  const account = t(`channel.account.${method}`);
  return (
    <Modal
      open
      title={known ? t('payout.change') : t('payout.set')}
      okText={t('payout.save')}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          method,
          holder: known?.holder,
          bank: known?.bank ?? undefined,
          currency: known?.currency ?? 'CNY',
        }}
        onFinish={(fields) => save.mutate(fields)}
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
        {save.isError && <ErrorNotice error={save.error} />}
      </Form>
    </Modal>
  );
}
