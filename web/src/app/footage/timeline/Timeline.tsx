import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import type { CutEnd, CutSpan } from '../cutting/cut-span.ts';
import { clockOf, type Span } from '../day/days.ts';
import type { Film } from '../scrub/film-reader.ts';
import { Glimpse, useFilmReader } from '../scrub/Glimpse.tsx';
import { useScrub } from '../scrub/use-scrub.ts';
import { useText } from '../texts/index.ts';
import { CutHandles } from './CutHandles.tsx';
import styles from './Timeline.module.css';
import { clampZoom, drawSpans, findNearest, type TimedSpan, ticksOf } from './timeline-scale.ts';
import { useZoom } from './use-zoom.ts';

type Props = {
  span: Span;
  spans: readonly TimedSpan[];
  /** The moment that plays. */
  cursor: number | undefined;
  film?: Film;
  now: number;
  onChoose: (at: number) => void;
  /** What is to be cut, with what takes its ends elsewhere. */
  cut?: { span: CutSpan; onChange: (span: CutSpan) => void } | undefined;
};

/** So many pixels at an arrow key's press. */
const KEY_PX = 8;

/**
 * A day from midnight to midnight. Continuous footage is a low band, what happened stands on it, and where nothing is
 * drawn there is no footage.
 */
export function Timeline({ span, spans, cursor, film, now, onChoose, cut }: Props) {
  const t = useText();
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
  const [aimed, setAimed] = useState<number>();
  const [held, setHeld] = useState<CutEnd>();
  const isCutting = cut !== undefined;
  const heldAt = cut && held && cut.span[held];
  // What plays must not pull the ends of a cut out of view.
  const followed = cut ? heldAt : (aimed ?? cursor);
  const { scroller, zoom, widthPx, zoomTo, centre, middle, fractionAt, xOf } = useZoom(
    followed && (followed - from) / (to - from),
  );
  const reader = useFilmReader(film);
  const momentAt = (clientX: number) => from + fractionAt(clientX) * (to - from);
  const { pointed, handlers } = useScrub(scroller, (clientX) => choose(momentAt(clientX)));
  const drawn = useMemo(() => drawSpans(spans, { from, to, widthPx }), [spans, from, to, widthPx]);
  const ticks = useMemo(() => ticksOf({ from, to, widthPx }), [from, to, widthPx]);
  const percent = (at: number) => `${((at - from) / (to - from)) * 100}%`;
  const at = aimed ?? cursor ?? Math.min(from + (to - from) / 2, now);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when somebody begins to cut
  useEffect(() => {
    if (cut) centre(zoomFor(cut.span), ((cut.span.from + cut.span.to) / 2 - from) / (to - from));
  }, [isCutting]);

  /** So that what is cut is seen with as much beside it. */
  function zoomFor(shown: CutSpan) {
    return Math.max(zoom, clampZoom((to - from) / (3 * (shown.to - shown.from))));
  }

  /** What is pointed at, or aimed at by keys, or an end in somebody's hand, and where it stands. */
  function glimpsed() {
    if (heldAt !== undefined) return { at: heldAt, x: xOf((heldAt - from) / (to - from)) };
    if (pointed) return { at: momentAt(pointed.clientX), x: pointed.x };
    return aimed === undefined ? undefined : { at: aimed, x: xOf((aimed - from) / (to - from)) };
  }

  function choose(moment: number) {
    setAimed(undefined);
    onChoose(moment);
  }

  /** By button: about what plays, else about the footage that is nearest to what is looked at. */
  function zoomBy(factor: number) {
    const kept = cursor ?? findNearest(spans, from + middle() * (to - from));
    zoomTo(zoom * factor, kept === undefined ? undefined : (kept - from) / (to - from));
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = ((to - from) / Math.max(1, widthPx)) * KEY_PX;
    const aim = (moment: number) => setAimed(Math.min(Math.max(from, moment), to - 1000));
    const about = (at - from) / (to - from);
    switch (event.key) {
      case 'ArrowLeft':
        aim(at - step);
        break;
      case 'ArrowRight':
        aim(at + step);
        break;
      case 'PageUp':
        aim(at - step * 10);
        break;
      case 'PageDown':
        aim(at + step * 10);
        break;
      case 'Home':
        aim(from);
        break;
      case 'End':
        aim(to);
        break;
      case 'Enter':
      case ' ':
        onChoose(at);
        break;
      case '+':
      case '=':
        zoomTo(zoom * 2, about);
        break;
      case '-':
        zoomTo(zoom / 2, about);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  const seen = glimpsed();
  return (
    <section className={styles.timeline} aria-label={t('footage.timeline')}>
      {seen && <Glimpse reader={reader} {...seen} />}
      <div ref={scroller} className={styles.scroller}>
        <div className={styles.whole} style={{ width: `${zoom * 100}%` }}>
          <div
            className={styles.day}
            role="slider"
            tabIndex={0}
            aria-label={t('footage.timelineAim')}
            aria-valuemin={0}
            aria-valuemax={Math.round((to - from) / 1000)}
            aria-valuenow={Math.round((at - from) / 1000)}
            aria-valuetext={`${clockOf(at)} ${t(stateAt(spans, at))}`}
            onKeyDown={onKeyDown}
            onBlur={() => setAimed(undefined)}
            {...handlers}
          >
            {now < to && <span className={styles.future} style={{ left: percent(Math.max(now, from)) }} />}
            {drawn.map(({ key, left, width, recording }) => (
              <span key={key} className={styles[recording]} style={{ left: `${left}%`, width: `${width}%` }} />
            ))}
            {ticks.map((tick) => (
              <span key={tick} className={styles.tick} style={{ left: percent(tick) }}>
                {tick < to && clockOf(tick).slice(0, 5)}
              </span>
            ))}
            {cursor !== undefined && cursor >= from && cursor <= to && (
              <span className={styles.cursor} style={{ left: percent(cursor) }} />
            )}
            {seen && heldAt === undefined && <span className={styles.aim} style={{ left: percent(seen.at) }} />}
          </div>
          {cut && (
            <CutHandles {...{ span, percent, momentAt }} cut={cut.span} onChange={cut.onChange} onHold={setHeld} />
          )}
        </div>
      </div>
      <div className={styles.below}>
        <ul className={styles.legend} aria-label={t('footage.legend')}>
          <li className={styles.isEvent}>{t('footage.legendEvent')}</li>
          <li className={styles.isContinuous}>{t('footage.legendContinuous')}</li>
          <li className={styles.isGap}>{t('footage.legendGap')}</li>
        </ul>
        <button type="button" aria-label={t('footage.zoomOut')} disabled={zoom <= 1} onClick={() => zoomBy(1 / 2)}>
          −
        </button>
        <button
          type="button"
          aria-label={t('footage.zoomIn')}
          disabled={clampZoom(zoom * 2) === zoom}
          onClick={() => zoomBy(2)}
        >
          +
        </button>
      </div>
    </section>
  );
}

function stateAt(spans: readonly TimedSpan[], at: number) {
  const there = spans.filter(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to));
  if (there.some(({ recording }) => recording === 'event')) return 'footage.legendEvent';
  return there.length > 0 ? 'footage.legendContinuous' : 'footage.legendGap';
}
