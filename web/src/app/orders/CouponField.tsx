import { useState } from 'react';
import { Field } from '../parts/Field.tsx';
import { useText } from '../texts/index.ts';
import styles from './Orders.module.css';

type Props = {
  applied: string;
  /** What became of the quote with it. */
  quoted: 'pending' | 'error' | 'success';
  onApply: (code: string) => void;
};

/** A coupon's code; it counts once it is applied, and the quote below says what it takes off or why it does not. */
export function CouponField({ applied, quoted, onApply }: Props) {
  const t = useText();
  const [code, setCode] = useState(applied);
  const typed = code.trim().toUpperCase();
  const hints = {
    pending: t('orders.couponAsked'),
    error: t('orders.couponRefused'),
    success: t('orders.couponApplied', { code: applied }),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply(typed);
      }}
    >
      <Field
        label={t('orders.coupon')}
        hint={applied === '' ? t('orders.couponHint') : hints[quoted]}
        value={code}
        maxLength={32}
        autoCapitalize="characters"
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setCode(target.value)}
        after={
          typed !== applied && (
            <button type="submit" className={styles.apply}>
              {typed === '' ? t('orders.couponRemove') : t('orders.couponApply')}
            </button>
          )
        }
      />
    </form>
  );
}
