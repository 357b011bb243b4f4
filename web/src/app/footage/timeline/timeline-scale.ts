import type { app, Output } from '@kaitong/contract';

export type TimedSpan = Output<typeof app.getTimeline>['spans'][number];
/** `left` and `width` in percent of the day. */
export type DrawnSpan = { left: number; width: number; recording: 'event' | 'continuous'; key: string };

/** 1: the whole day in view. The closest: a quarter of an hour across a phone. */
export const CLOSEST = 96;
export const clampZoom = (zoom: number): number => Math.min(CLOSEST, Math.max(1, zoom));

/** Neighbours that would be drawn within a pixel or two of each other are drawn as one: a busy day has thousands. */
export function drawSpans(
  spans: readonly TimedSpan[],
  { from, to, widthPx }: { from: number; to: number; widthPx: number },
): DrawnSpan[] {
  const perPixel = (to - from) / Math.max(1, widthPx);
  const kinds = ['continuous', 'event'] as const;
  return kinds.flatMap((recording) => {
    const joined: { begins: number; ends: number; key: string }[] = [];
    for (const span of spans) {
      if (span.recording !== recording) continue;
      const begins = Math.max(from, Date.parse(span.from));
      const ends = Math.min(to, Date.parse(span.to));
      if (ends < begins) continue;
      const last = joined.at(-1);
      if (last && begins - last.ends < perPixel) last.ends = Math.max(last.ends, ends);
      else joined.push({ begins, ends, key: `${recording} ${span.from}` });
    }
    return joined.map(({ begins, ends, key }) => ({
      left: ((begins - from) / (to - from)) * 100,
      width: ((ends - begins) / (to - from)) * 100,
      recording,
      key,
    }));
  });
}

const MINUTE_MS = 60_000;
const STEPS_MIN = [1, 5, 10, 30, 60, 120, 240, 360];
/** A label needs about this much. */
const LABEL_PX = 56;

/** The moments that are labelled: whole minutes and hours of the viewer's clock, as many as have room. */
export function ticksOf({ from, to, widthPx }: { from: number; to: number; widthPx: number }): number[] {
  const room = ((to - from) / Math.max(1, widthPx)) * LABEL_PX;
  const step = (STEPS_MIN.find((minutes) => minutes * MINUTE_MS >= room) ?? 360) * MINUTE_MS;
  const ticks: number[] = [];
  for (let at = from; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Where playing begins when a moment is chosen: there, or where the next footage begins; undefined after the last. */
export function findStart(spans: readonly TimedSpan[], at: number): { at: number; skipped: boolean } | undefined {
  if (spans.some(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to))) return { at, skipped: false };
  // A picture without video takes up no time, and nothing of it plays.
  const next = spans.flatMap(({ from, to }) => (from === to ? [] : Date.parse(from))).filter((begins) => begins >= at);
  return next.length === 0 ? undefined : { at: Math.min(...next), skipped: true };
}

/** The footage nearest to a moment, of events where there are any: what is worth being seen closer up. */
export function findNearest(spans: readonly TimedSpan[], at: number): number | undefined {
  const events = spans.filter(({ recording }) => recording === 'event');
  const moments = (events.length > 0 ? events : spans).map(({ from, to }) =>
    Math.min(Math.max(at, Date.parse(from)), Date.parse(to)),
  );
  const [first, ...others] = moments;
  if (first === undefined) return undefined;
  return others.reduce((best, one) => (Math.abs(one - at) < Math.abs(best - at) ? one : best), first);
}
