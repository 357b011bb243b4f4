import { type ReactNode, useId } from 'react';
import styles from './Switch.module.css';

type Props = {
  label: string;
  text?: string;
  /** Longer than a line or two: stands below, as wide as the row. */
  explanation?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  children?: ReactNode;
};

/** A row with a switch: the whole row is its target. `children` say how a change went. */
export function Switch({ label, text, explanation, checked, disabled = false, onChange, children }: Props) {
  const id = useId();
  return (
    <div>
      <label className={styles.row}>
        <span className={styles.words}>
          <span className={styles.label} id={`${id}-label`}>
            {label}
          </span>
          {text && (
            <span className={styles.text} id={`${id}-text`}>
              {text}
            </span>
          )}
        </span>
        <input
          type="checkbox"
          role="switch"
          className={styles.switch}
          aria-labelledby={`${id}-label`}
          {...(text || explanation ? { 'aria-describedby': `${id}-text` } : {})}
          checked={checked}
          aria-checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
      </label>
      {explanation && (
        <p className={styles.explanation} id={`${id}-text`}>
          {explanation}
        </p>
      )}
      {children && <div className={styles.below}>{children}</div>}
    </div>
  );
}
