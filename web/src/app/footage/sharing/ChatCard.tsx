import { TimeText } from '../../../ui/TimeText.tsx';
import { Preview } from '../Preview.tsx';
import { useText } from '../texts/index.ts';
import styles from './ChatCard.module.css';

/** `at`: null where a PIN hides what it shows. */
type Props = { title: string; at: string | null; previewUrl: string | null };

/** What a chat shows where the link is sent. */
export function ChatCard({ title, at, previewUrl }: Props) {
  const t = useText();
  return (
    <figure className={styles.card}>
      <figcaption>{t('footage.link.card')}</figcaption>
      <div className={styles.inside}>
        {previewUrl !== null && (
          <div className={styles.picture}>
            <Preview url={previewUrl} />
          </div>
        )}
        <strong>{title}</strong>
        <span>{at === null ? t('footage.link.opensWithPin') : <TimeText at={at} exact />}</span>
      </div>
    </figure>
  );
}
