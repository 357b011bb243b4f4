import { useId } from 'react';
import styles from './Choice.module.css';

type Props<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string; lang?: string }[];
  disabled?: boolean;
  onChange: (value: V) => void;
};

/** One of a few, all in view. */
export function Choice<V extends string>({ label, value, options, disabled = false, onChange }: Props<V>) {
  const name = useId();
  return (
    <fieldset className={styles.choice} disabled={disabled}>
      <legend>{label}</legend>
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
