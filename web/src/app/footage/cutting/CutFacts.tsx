import type { app, Output } from '@kaitong/contract';
import { formatBytes } from '../../../ui/format.ts';
import { clockOf, lengthOf } from '../day/days.ts';
import { useText } from '../texts/index.ts';
import styles from './CutRange.module.css';

type Props = {
  facts: Output<typeof app.getCut>;
  /** How long it is from one end to the other, in milliseconds. */
  asked: number;
};

/** What will be in the file, and what will not. */
export function CutFacts({ facts: { bytes, durationMs, gaps, gapCount, link }, asked }: Props) {
  const t = useText();
  // To whole seconds, so that what is left out and what is left add up to what was asked for.
  const left = Math.round(durationMs / 1000);
  return (
    <>
      {' · '}
      {t('footage.cut.size', { size: formatBytes(bytes) })}
      {gapCount > 0 && (
        <>
          <p>
            {t('footage.cut.gaps', {
              count: gapCount,
              length: lengthOf(Math.round(asked / 1000) - left),
              left: lengthOf(left),
            })}
          </p>
          <ul className={styles.gaps}>
            {gaps.map(({ from, to }) => (
              <li key={from}>
                {clockOf(from)}–{clockOf(to)}
              </li>
            ))}
            {gapCount > gaps.length && <li>{t('footage.cut.moreGaps', { count: gapCount - gaps.length })}</li>}
          </ul>
        </>
      )}
      {!link && <p>{t('footage.cut.noLink')}</p>}
    </>
  );
}
