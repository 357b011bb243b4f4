import type { ItemClip } from '@kaitong/contract';
import { PictureStrip } from '../pictures/PictureStrip.tsx';
import { useText } from '../texts/index.ts';
import styles from './ItemClips.module.css';

/** What each event of an item shows, second by second. */
export function ItemClips({ clips }: { clips: readonly ItemClip[] }) {
  const t = useText();
  return clips.map(({ event, pictures }) => (
    <div key={event} className={styles.clip}>
      <h4 className={styles.heading}>{t('conformance.clip', { n: event })}</h4>
      <PictureStrip seconds={pictures} />
    </div>
  ));
}
