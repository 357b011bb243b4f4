import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { useText } from '../texts/index.ts';
import styles from './Pairing.module.css';

/** Twelve letters and digits, however they were typed. */
const LENGTH = 12;

/** For a camera that is somebody else's, whose owner gave a code away. */
export function TakeOver({ code, onCode }: { code: string | null; onCode: (code: string | null) => void }) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const isWhole = typed.replace(/[^A-Za-z0-9]/g, '').length === LENGTH;
  if (code !== null)
    return (
      <p className={styles.takingOver} role="status">
        <span>{t('pairing.takingOver', { code })}</span>
        <Button onClick={() => onCode(null)}>{t('pairing.takeOverNot')}</Button>
      </p>
    );
  return (
    <details className={styles.asText}>
      <summary>{t('pairing.takeOver')}</summary>
      <p>{t('pairing.takeOverHint')}</p>
      <form
        className={styles.takeOver}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isWhole) onCode(typed.trim());
        }}
      >
        <Field
          label={t('pairing.takeOverCode')}
          value={typed}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          problem={tried && !isWhole ? t('pairing.takeOverWrong') : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">{t('pairing.takeOverUse')}</Button>
      </form>
    </details>
  );
}
