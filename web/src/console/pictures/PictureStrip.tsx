import type { Finding, PictureSecond } from '@kaitong/contract/checks';
import { type PointerEvent, useState } from 'react';
import { useText } from '../texts/index.ts';
import { across } from './across.ts';
import { PictureRows } from './PictureRows.tsx';
import styles from './PictureStrip.module.css';
import { placeAmong, type Span, ticksOf } from './picture-strip.ts';
import { SecondsTable } from './SecondsTable.tsx';
import { StripRow } from './StripRow.tsx';
import { TraitLanes } from './TraitLanes.tsx';
import { useSecondText } from './use-second-text.ts';

type Props = {
  seconds: readonly PictureSecond[];
  /** What was found in this clip. */
  findings?: readonly Finding[];
  /** Those of which the places are pointed at. */
  marked?: readonly Finding[];
};

const NONE: readonly Finding[] = [];

/**
 * What a clip shows, second by second. The one below the pointer is told in words, else the one that was chosen by a click
 * or by arrow keys; before that the first one that is marked, or conspicuous.
 */
export function PictureStrip({ seconds, findings = NONE, marked = NONE }: Props) {
  const t = useText();
  const textOf = useSecondText();
  const [chosen, setChosen] = useState<number | null>(null);
  const [below, setBelow] = useState<number | null>(null);
  const { length } = seconds;
  if (length === 0) return null;
  const places = marked.flatMap((finding) => {
    const place = placeAmong(finding, seconds);
    return place ? [{ ...place, severity: finding.severity }] : [];
  });
  const at = Math.min(length - 1, below ?? chosen ?? worthTelling(seconds, places[0]));
  const second = seconds[at];
  const told = second ? textOf(second) : '';
  const choose = (event: PointerEvent<HTMLElement>): void => setChosen(secondBelow(event, length));
  const look = (event: PointerEvent<HTMLElement>): void => setBelow(secondBelow(event, length));
  return (
    <figure className={styles.strip} aria-label={t('pictures.about', { n: length })}>
      <div className={styles.rows}>
        <TraitLanes seconds={seconds} findings={findings} />
        <PictureRows seconds={seconds} />
        <Ticks length={length} />
        <div className={styles.over} onPointerMove={look} onPointerLeave={() => setBelow(null)} onPointerDown={choose}>
          {places.map((place) => (
            <span
              key={`${place.from} ${place.to}`}
              className={`${styles.mark} ${styles[`${place.severity}Mark`]}`}
              style={across(place, length)}
            />
          ))}
          <span className={styles.cursor} style={across({ from: at, to: at + 1 }, length)} />
          <input
            type="range"
            min={0}
            max={length - 1}
            value={at}
            aria-label={t('pictures.choose')}
            aria-valuetext={told}
            onChange={({ target }) => {
              setBelow(null);
              setChosen(Number(target.value));
            }}
          />
        </div>
      </div>
      <p className={styles.told} aria-hidden="true">
        {told} <span>{t('pictures.hint')}</span>
      </p>
      <SecondsTable seconds={seconds} />
    </figure>
  );
}

function worthTelling(seconds: readonly PictureSecond[], place: Span | undefined): number {
  if (place) return Math.floor(place.from);
  return Math.max(
    0,
    seconds.findIndex(({ traits }) => traits.length > 0),
  );
}

function Ticks({ length }: { length: number }) {
  const t = useText();
  return (
    <StripRow label={t('pictures.time')}>
      <div className={styles.ticks} aria-hidden="true">
        {ticksOf(length).map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${(tick / length) * 100}%` }}>
            {tick}
          </span>
        ))}
      </div>
    </StripRow>
  );
}

function secondBelow({ currentTarget, clientX }: PointerEvent<HTMLElement>, length: number): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return Math.min(length - 1, Math.max(0, Math.floor(((clientX - left) / width) * length)));
}
