import { type Currency, parseMoney } from '@kaitong/contract';
import { Form, Input } from 'antd';
import type { NamePath } from 'antd/es/form/interface';
import type { ReactNode } from 'react';
import { useText } from '../texts/index.ts';

type Props = {
  name: NamePath;
  label: string;
  currency: Currency;
  extra?: ReactNode;
  /** The smallest amount, in minor units. */
  least?: number;
  /** May be left empty. */
  optional?: boolean;
};

/** An amount in one currency, typed as people write amounts; the form holds the text. */
export function MoneyField({ name, label, currency, extra, least = 1, optional = false }: Props) {
  const t = useText();
  return (
    <Form.Item
      name={name}
      label={label}
      extra={extra}
      dependencies={['currency']}
      rules={[
        {
          validator: async (_, typed: string | undefined) => {
            if (optional && !typed?.trim()) return;
            const money = parseMoney(typed ?? '', currency);
            if (!money || money.amount < least) throw new Error(t('money.invalid', { currency }));
          },
        },
      ]}
    >
      <Input prefix={currency} inputMode="decimal" maxLength={20} style={{ maxWidth: 240 }} />
    </Form.Item>
  );
}
