import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Field.module.css';

type Props = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  hint?: string;
  problem?: string | undefined;
  /** Stands at the end of the input. */
  after?: ReactNode;
};

/** A text input with its name above, and under it a hint or what is wrong. */
export function Field({ label, hint, problem, after, ...input }: Props) {
  const id = useId();
  const below = problem ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.box}>
        <input
          {...input}
          id={id}
          aria-invalid={problem !== undefined}
          {...(below ? { 'aria-describedby': `${id}-below` } : {})}
        />
        {after}
      </div>
      {below && (
        <p id={`${id}-below`} className={problem ? styles.problem : styles.hint}>
          {problem && <Icon name="alert" />} {below}
        </p>
      )}
    </div>
  );
}
