import type { ButtonHTMLAttributes } from 'react';
import styles from './Button.module.css';

type Kind = 'primary' | 'plain' | 'danger' | 'dangerPlain';
type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: Kind;
  /** Says what is going on while the button waits for an answer; pressed again, it does nothing. */
  busy?: string | false;
};

export function Button({ kind = 'plain', busy = false, className, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(kind, className)}
      aria-busy={busy !== false}
      aria-disabled={busy !== false}
      onClick={busy === false ? onClick : (event) => event.preventDefault()}
    >
      {busy === false ? children : busy}
    </button>
  );
}

/** The look alone, for links that read as buttons. */
export const buttonClass = (kind: Kind, more?: string): string =>
  [styles.button, styles[kind], more].filter(Boolean).join(' ');
