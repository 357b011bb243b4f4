import { CopyButton } from '../../ui/Ident.tsx';
import styles from './SecretLine.module.css';

/** A secret as it is to be copied. */
export function SecretLine({ text }: { text: string }) {
  return (
    <p className={styles.secret}>
      <code>{text}</code>
      <CopyButton text={text} />
    </p>
  );
}
