import type { Currency, maker, Output } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { MoneyField } from '../../desk/form/MoneyField.tsx';
import { useRequired } from '../../desk/form/use-required.ts';
import { api } from '../api.ts';
import { OwnProducts } from '../products/OwnProducts.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { type CouponFields, couponBody, localMinute } from './coupon-body.ts';
import { MinuteField } from './MinuteField.tsx';

const DAY_MS = 86_400_000;

/** Issues a coupon: what it takes off, for which products, when, and how often. */
export function CreateCoupon({ onClose }: { onClose: () => void }) {
  const t = useText();
  const required = useRequired();
  const [form] = Form.useForm<CouponFields>();
  const kind = Form.useWatch('kind', form) ?? 'percent';
  const name = t('coupons.form.name');
  const products = t('coupons.form.products');
  const [now] = useState(() => Date.now());
  return (
    <FormModal<CouponFields, Output<typeof maker.createCoupon>>
      title={t('coupons.create')}
      okText={t('coupons.form.submit')}
      width={560}
      form={form}
      initial={{
        kind: 'percent',
        currency: 'CNY',
        validFrom: localMinute(new Date(now)),
        validUntil: localMinute(new Date(now + 30 * DAY_MS)),
      }}
      send={(fields) => api.createCoupon({ body: couponBody(fields) })}
      done={({ code }) => t('coupons.form.done', { code })}
      refresh={['coupons']}
      onClose={onClose}
    >
      <Form.Item name="name" label={name} extra={t('coupons.form.nameHint')} rules={[required(name)]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t('coupons.form.code')}
        extra={t('coupons.form.codeHint')}
        rules={[{ pattern: /^\s*[A-Za-z0-9-]{4,32}\s*$/, message: t('coupons.form.codeHint') }]}
      >
        <Input maxLength={32} className="mono" style={{ maxWidth: 280, textTransform: 'uppercase' }} />
      </Form.Item>
      <Form.Item name="kind" label={t('coupons.form.kind')}>
        <Radio.Group
          options={[
            { value: 'percent', label: t('coupons.form.percent') },
            { value: 'amount', label: t('coupons.form.amount') },
          ]}
        />
      </Form.Item>
      {kind === 'percent' ? (
        <Form.Item
          name="percent"
          label={t('coupons.form.percentLabel')}
          extra={t('coupons.form.percentHint')}
          rules={[{ required: true, type: 'integer', min: 1, max: 100, message: t('coupons.form.percentHint') }]}
        >
          <InputNumber min={1} max={100} suffix="%" style={{ width: 160 }} />
        </Form.Item>
      ) : (
        <Amount />
      )}
      <Form.Item
        name="pids"
        label={products}
        extra={t('coupons.form.productsHint')}
        rules={[{ required: true, type: 'array', min: 1, message: t('session.required', { field: products }) }]}
      >
        <OwnProducts label={products} />
      </Form.Item>
      <Validity />
      <Form.Item name="limit" label={t('coupons.form.limit')} extra={t('coupons.form.limitHint')}>
        <InputNumber min={1} max={1_000_000} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </FormModal>
  );
}

function Amount() {
  const t = useText();
  const { data } = useQuery(queries.plans());
  const currency = Form.useWatch<Currency>('currency') ?? 'CNY';
  const prices = data?.items.flatMap((plan) => plan.prices) ?? [];
  const currencies = [...new Set(prices.map(({ price }) => price.currency))].sort();
  return (
    <>
      <Form.Item name="currency" label={t('coupons.form.currency')} extra={t('coupons.form.amountHint')}>
        <Select
          style={{ width: 160 }}
          options={(currencies.length > 0 ? currencies : ['CNY']).map((value) => ({ value, label: value }))}
        />
      </Form.Item>
      <MoneyField name="amount" label={t('coupons.form.amountLabel')} currency={currency} />
    </>
  );
}

function Validity() {
  const t = useText();
  const [from, until] = [`${t('coupons.form.validity')} 1`, `${t('coupons.form.validity')} 2`];
  return (
    <Form.Item label={t('coupons.form.validity')} required={false} style={{ marginBottom: 0 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: 8 }}>
        <Form.Item name="validFrom" noStyle rules={[{ required: true, message: t('coupons.form.validityWrong') }]}>
          <MinuteField label={from} />
        </Form.Item>
        <Form.Item
          name="validUntil"
          dependencies={['validFrom']}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, typed: string | undefined) => {
                const start = Date.parse(String(getFieldValue('validFrom')));
                if (!(Date.parse(typed ?? '') > start)) throw new Error(t('coupons.form.validityWrong'));
              },
            }),
          ]}
        >
          <MinuteField label={until} />
        </Form.Item>
      </div>
    </Form.Item>
  );
}
