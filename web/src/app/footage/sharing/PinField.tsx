import { Field } from '../../parts/Field.tsx';
import { useText } from '../texts/index.ts';

/** Whether it may be a link's PIN. */
export const isPin = (typed: string): boolean => /^\d{4,8}$/.test(typed);

/** Where a link's PIN is chosen, or typed by who opens it: digits, whatever else is pasted. */
export function PinField({ value, onChange }: { value: string; onChange: (pin: string) => void }) {
  const t = useText();
  return (
    <Field
      label={t('footage.link.pin')}
      hint={t('footage.link.pinHint')}
      inputMode="numeric"
      autoComplete="off"
      maxLength={8}
      value={value}
      onChange={(event) => onChange(event.target.value.replaceAll(/\D/g, ''))}
    />
  );
}
