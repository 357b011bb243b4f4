import { type Finding, PICTURE_TRAITS, type PictureSecond, type PictureTrait } from '@kaitong/contract/checks';

/** From–to in seconds of the clip. */
export type Span = { from: number; to: number };

/** What is conspicuous, where, and how bad its finding says it is; null without one. */
export type Lane = { trait: PictureTrait; spans: Span[]; severity: Finding['severity'] | null };

/** The traits that any second has, each with its runs of seconds. */
export function lanesOf(seconds: readonly PictureSecond[], findings: readonly Finding[]): Lane[] {
  return PICTURE_TRAITS.flatMap((trait) => {
    const spans = runsOf(seconds, ({ traits }) => traits.includes(trait));
    const found = findings.filter(({ code }) => code === `picture.${trait}`).map(({ severity }) => severity);
    const severity = found.includes('error') ? 'error' : (found[0] ?? null);
    return spans.length > 0 ? [{ trait, spans, severity }] : [];
  });
}

function runsOf(seconds: readonly PictureSecond[], is: (second: PictureSecond) => boolean): Span[] {
  const runs: Span[] = [];
  seconds.forEach((second, n) => {
    if (!is(second)) return;
    const last = runs.at(-1);
    if (last?.to === n) last.to = n + 1;
    else runs.push({ from: n, to: n + 1 });
  });
  return runs;
}

/** The place of a finding among the seconds, if only a moment. Null where it has none, or one behind the end. */
export function placeAmong({ atMs, params: { toMs } }: Finding, seconds: readonly PictureSecond[]): Span | null {
  if (atMs === null || atMs < 0 || atMs >= seconds.length * 1000) return null;
  const from = atMs / 1000;
  const to = typeof toMs === 'number' ? toMs / 1000 : from;
  return { from, to: Math.min(Math.max(from, to), seconds.length) };
}

/** Mean brightness and colour as screens show them (BT.709, video levels); null of a second without pictures. */
export function colourOf({ pictures, luma, cb, cr }: PictureSecond): string | null {
  if (pictures === 0) return null;
  const grey = ((luma - 16) * 255) / 219;
  const [blue, red] = [(cb - 128) * (255 / 224), (cr - 128) * (255 / 224)];
  const channels = [grey + 1.5748 * red, grey - 0.1873 * blue - 0.4681 * red, grey + 1.8556 * blue];
  return `rgb(${channels.map((value) => Math.round(Math.min(255, Math.max(0, value)))).join(' ')})`;
}

/** At most so many marks stand below a strip. */
const MOST_TICKS = 7;
const STEPS = [1, 2, 5, 10, 15, 30, 60] as const;

/** The seconds that are written below the strip. */
export function ticksOf(seconds: number): number[] {
  const step = STEPS.find((one) => seconds / one <= MOST_TICKS) ?? 60;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, n) => n * step);
}
