import type { ItemClip } from '@kaitong/contract';
import styles from './ItemList.module.css';

const WIDTH = 96;
const HEIGHT = 20;

/** How much moved in each second of an item's events, one after the other; the seconds themselves are folded below. */
export function ItemSpark({ clips }: { clips: readonly ItemClip[] }) {
  const seconds = clips.flatMap(({ pictures }) => pictures);
  if (seconds.length < 2) return null;
  const most = Math.max(1, ...seconds.map(({ change }) => change));
  const points = seconds.map(({ change }, n) => {
    const x = 1 + (n * (WIDTH - 2)) / (seconds.length - 1);
    const y = HEIGHT - 2 - (change / most) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" strokeWidth={1.5} strokeLinejoin="round" />
    </svg>
  );
}
