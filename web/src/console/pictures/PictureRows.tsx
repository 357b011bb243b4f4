import { checks, type PictureSecond, secondColour } from '@kaitong/contract/checks';
import { useText } from '../texts/index.ts';
import styles from './PictureStrip.module.css';
import { StripRow } from './StripRow.tsx';

const FULL = 255;
const STILL = checks['picture.no_motion'].limit;

/** What was measured of each second. Damage has a line where only its share is known, and not when it was. */
export function PictureRows({ seconds }: { seconds: readonly PictureSecond[] }) {
  const t = useText();
  const shares = seconds.map(({ damaged, pictures, garbled }) => (garbled ? 0 : damaged / Math.max(1, pictures)));
  return (
    <>
      <StripRow label={t('pictures.colour')}>
        <svg
          className={styles.colour}
          viewBox={`0 0 ${seconds.length} 1`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {seconds.map(
            (second, n) =>
              second.pictures > 0 && (
                <rect key={second.atMs} x={n} width={1.02} height={1} fill={`rgb(${secondColour(second).join(' ')})`} />
              ),
          )}
        </svg>
      </StripRow>
      <StripRow label={t('pictures.luma')} about={t('pictures.explain.luma')}>
        <Bars className={styles.luma} heights={seconds.map(({ luma }) => luma / FULL)} />
      </StripRow>
      <StripRow label={t('pictures.change')} about={t('pictures.explain.change', { least: String(STILL) })}>
        <Bars className={styles.change} heights={seconds.map(({ change }) => Math.sqrt(change / FULL))} />
      </StripRow>
      {shares.some((share) => share > 0) && (
        <StripRow label={t('pictures.damaged')}>
          <Bars className={styles.damaged} heights={shares} />
        </StripRow>
      )}
    </>
  );
}

/** One path for all bars; what is there at all has at least a hair's height. */
function Bars({ heights, className }: { heights: readonly number[]; className: string | undefined }) {
  const bar = (height: number, x: number): string =>
    height > 0 ? `M${x} 1v${-Math.max(0.04, height).toFixed(3)}h1v${Math.max(0.04, height).toFixed(3)}z` : '';
  return (
    <svg
      className={`${styles.bars} ${className}`}
      viewBox={`0 0 ${heights.length} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={heights.map(bar).join('')} />
    </svg>
  );
}
