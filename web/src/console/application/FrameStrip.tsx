import type { Finding } from '@kaitong/contract/checks';
import { formatBytes } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';
import styles from './FrameStrip.module.css';
import { type Frame, framesOf, placeInStrip } from './frame-strip.ts';
import type { ObjectView } from './run-view.ts';

const HEIGHT = 64;

type Props = {
  objects: readonly ObjectView[];
  marked: readonly Finding[];
  /** The time that the width stands for, the same as of the strip of seconds; null: as long as the frames are. */
  lengthMs: number | null;
};

/** Every frame of the clip as a bar at its time, key frames darker, with the places that are pointed at. */
export function FrameStrip({ objects, marked, lengthMs }: Props) {
  const t = useText();
  const frames = framesOf(objects);
  if (frames.length === 0) return null;
  const length = Math.max(1, lengthMs ?? Math.max(...frames.map(({ fromMs, lastsMs }) => fromMs + lastsMs)));
  const largest = Math.max(...frames.map((frame) => frame.bytes));
  const keys = frames.filter((frame) => frame.key).length;
  return (
    <figure className={styles.strip}>
      <span className={styles.label} aria-hidden="true">
        {t('application.frames')}
      </span>
      <svg
        viewBox={`0 0 ${length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('application.stripAlt', { frames: frames.length, keys, max: formatBytes(largest) })}
      >
        <path className={styles.frame} d={bars(frames, false, largest)} />
        <path className={styles.key} d={bars(frames, true, largest)} />
        {marked.map((finding) => {
          const place = placeInStrip(finding, objects);
          if (!place) return null;
          const width = Math.max(place.toMs - place.fromMs, length / 300);
          return (
            <g key={`${finding.code} ${place.fromMs} ${place.toMs}`} className={styles[finding.severity]}>
              <rect x={place.fromMs} y="0" width={width} height={HEIGHT} />
              <rect x={place.fromMs} y="0" width={width} height="4" />
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
    .filter((frame) => frame.key === key)
    .map(({ bytes, fromMs, lastsMs }) => {
      const height = Math.max(1, (bytes / largest) * (HEIGHT - 2));
      return `M${fromMs} ${HEIGHT}v${-height.toFixed(1)}h${(lastsMs * 0.8).toFixed(1)}v${height.toFixed(1)}z`;
    })
    .join('');
}
