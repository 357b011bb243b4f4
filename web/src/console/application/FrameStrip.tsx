import { type Finding, findingText } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { formatBytes } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';
import styles from './FrameStrip.module.css';
import { type Frame, framesOf, placeInStrip } from './frame-strip.ts';
import type { ObjectView } from './run-view.ts';

const HEIGHT = 64;

/** Every frame of the clip as a bar, key frames darker, the place of the first finding marked. */
export function FrameStrip({ objects, findings }: { objects: readonly ObjectView[]; findings: readonly Finding[] }) {
  const t = useText();
  const [language] = useLanguage();
  const frames = framesOf(objects);
  if (frames.length === 0) return null;
  const largest = Math.max(...frames.map((frame) => frame.bytes));
  const marked = findings.find((finding) => placeInStrip(finding, objects) !== null);
  const mark = marked ? placeInStrip(marked, objects) : null;
  const keys = frames.filter((frame) => frame.key).length;
  return (
    <figure className={styles.strip}>
      <svg
        viewBox={`0 0 ${frames.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('application.stripAlt', { frames: frames.length, keys, max: formatBytes(largest) })}
      >
        <path className={styles.frame} d={bars(frames, false, largest)} />
        <path className={styles.key} d={bars(frames, true, largest)} />
        {mark && (
          <rect
            className={styles.bad}
            x={mark.from}
            y="0"
            width={Math.max(mark.to - mark.from, frames.length / 300)}
            height={HEIGHT}
          />
        )}
      </svg>
      <figcaption>
        {t('application.stripText')}
        {marked && (
          <span className={styles.where}>
            {t('application.stripBad', { where: findingText(marked, language).place ?? '' })}
          </span>
        )}
      </figcaption>
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
