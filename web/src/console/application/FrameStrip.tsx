import type { Finding } from '@kaitong/contract/checks';
import { formatBytes } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';
import styles from './FrameStrip.module.css';
import { type Frame, framesOf, placeInStrip } from './frame-strip.ts';
import type { ObjectView } from './run-view.ts';

const HEIGHT = 64;

type Props = { objects: readonly ObjectView[]; marked: readonly Finding[] };

/** Every frame of the clip as a bar, key frames darker, with the places that are pointed at. */
export function FrameStrip({ objects, marked }: Props) {
  const t = useText();
  const frames = framesOf(objects);
  if (frames.length === 0) return null;
  const largest = Math.max(...frames.map((frame) => frame.bytes));
  const marks = marked.flatMap((finding) => placeInStrip(finding, objects) ?? []);
  const keys = frames.filter((frame) => frame.key).length;
  return (
    <figure className={styles.strip}>
      <span className={styles.label} aria-hidden="true">
        {t('application.frames')}
      </span>
      <svg
        viewBox={`0 0 ${frames.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('application.stripAlt', { frames: frames.length, keys, max: formatBytes(largest) })}
      >
        <path className={styles.frame} d={bars(frames, false, largest)} />
        <path className={styles.key} d={bars(frames, true, largest)} />
        {marks.map(({ from, to }) => {
          const width = Math.max(to - from, frames.length / 300);
          return (
            <g key={`${from} ${to}`} className={styles.bad}>
              <rect x={from} y="0" width={width} height={HEIGHT} />
              <rect x={from} y="0" width={width} height="4" />
            </g>
          );
        })}
      </svg>
      <figcaption>{t('application.stripText')}</figcaption>
    </figure>
  );
}

/** One path for all bars of a kind: thousands of elements would make the page slow. */
function bars(frames: readonly Frame[], key: boolean, largest: number): string {
  return frames
    .map((frame, x) => {
      if (frame.key !== key) return '';
      const height = Math.max(1, (frame.bytes / largest) * (HEIGHT - 2));
      return `M${x + 0.1} ${HEIGHT}v${-height.toFixed(1)}h0.8v${height.toFixed(1)}z`;
    })
    .join('');
}
