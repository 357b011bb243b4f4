import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { Field } from '../parts/Field.tsx';
import { useText } from '../texts/index.ts';
import styles from './PasswordField.module.css';

type Props = {
  name?: string;
  label?: string;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  problem?: string | undefined;
};

/** A password, which can be looked at: thumbs mistype. */
export function PasswordField({ name = 'password', label, ...props }: Props) {
  const t = useText();
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      label={label ?? t('session.password')}
      name={name}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={200}
      after={
        <button
          type="button"
          className={styles.eye}
          aria-label={shown ? t('session.hide') : t('session.show')}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'hide' : 'show'} size={22} />
        </button>
      }
    />
  );
}
