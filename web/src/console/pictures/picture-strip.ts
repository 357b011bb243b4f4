import {
  type Finding,
  PICTURE_TRAITS,
  type PictureSecond,
  type PictureTrait,
  pictureSpans,
} from '@kaitong/contract/checks';

/** From–to in seconds of the clip. */
export type Span = { from: number; to: number };

/** What is conspicuous, where, and how bad its finding says it is; null without one. */
export type Lane = { trait: PictureTrait; spans: Span[]; severity: Finding['severity'] | null };

/** The traits that any second has, each with its spans. */
export function lanesOf(seconds: readonly PictureSecond[], findings: readonly Finding[]): Lane[] {
  const all = pictureSpans(seconds);
  return PICTURE_TRAITS.flatMap((trait) => {
    const spans = all
      .filter((span) => span.trait === trait)
      .map(({ fromMs, toMs }) => ({ from: fromMs / 1000, to: toMs / 1000 }));
    const found = findings.filter(({ code }) => code === `picture.${trait}`).map(({ severity }) => severity);
    const severity = found.includes('error') ? 'error' : (found[0] ?? null);
    return spans.length > 0 ? [{ trait, spans, severity }] : [];
  });
}

/** The place of a finding among the seconds, if only a moment. Null where it has none, or one behind the end. */
export function placeAmong({ atMs, params: { toMs } }: Finding, seconds: readonly PictureSecond[]): Span | null {
  if (atMs === null || atMs < 0 || atMs >= seconds.length * 1000) return null;
  const from = atMs / 1000;
  const to = typeof toMs === 'number' ? toMs / 1000 : from;
  return { from, to: Math.min(Math.max(from, to), seconds.length) };
}

/** At most so many marks stand below a strip. */
const MOST_TICKS = 7;
const STEPS = [1, 2, 5, 10, 15, 30, 60] as const;

/** The seconds that are written below the strip. */
export function ticksOf(seconds: number): number[] {
  const step = STEPS.find((one) => seconds / one <= MOST_TICKS) ?? 60;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, n) => n * step);
}
