import type { Language } from '../languages.ts';
import { PICTURE_TRAITS, type PictureSecond, type PictureTrait } from './picture-second.ts';

/** Seconds without a break that have a trait. */
export type PictureSpan = {
  trait: PictureTrait;
  /** Milliseconds from the clip's first picture. */
  fromMs: number;
  toMs: number;
};

/** What is conspicuous in a clip's picture, from when to when, in the order in which it begins. */
export function pictureSpans(seconds: readonly PictureSecond[]): PictureSpan[] {
  const spans = PICTURE_TRAITS.flatMap((trait) => {
    const known = trait === 'corrupt' ? seconds.flatMap(({ garbled = [] }) => garbled) : [];
    if (known.length > 0) return joined(trait, known);
    const whole = seconds.filter(({ traits }) => traits.includes(trait));
    const runs = joined(
      trait,
      whole.map(({ atMs }) => [atMs, atMs + 1000] as const),
    );
    return runs.map((span) => withinSeconds(span, seconds));
  });
  return spans.sort((a, b) => a.fromMs - b.fromMs);
}

/** What ends where the next one begins is one with it. */
function joined(trait: PictureTrait, runs: readonly (readonly [fromMs: number, toMs: number])[]): PictureSpan[] {
  const spans: PictureSpan[] = [];
  for (const [fromMs, toMs] of runs) {
    const last = spans.at(-1);
    if (last?.toMs === fromMs) last.toMs = toMs;
    else spans.push({ trait, fromMs, toMs });
  }
  return spans;
}

/** Garbled pictures of neighbouring seconds touch each other: in the first they are the last ones, in the last the first. */
function withinSeconds(span: PictureSpan, seconds: readonly PictureSecond[]): PictureSpan {
  const { trait, fromMs, toMs } = span;
  if (trait !== 'corrupt' || toMs - fromMs < 2000) return span;
  const shareOf = (ms: number): number => {
    const { pictures = 0, damaged = 0 } = seconds.find(({ atMs }) => atMs === ms) ?? {};
    return damaged === 0 ? 1 : damaged / pictures;
  };
  const garbled = (ms: number): number => Math.round(1000 * shareOf(ms));
  return { trait, fromMs: fromMs + 1000 - garbled(fromMs), toMs: toMs - 1000 + garbled(toMs - 1000) };
}

/** The letter in place of a second's brightness; of what is ordinary in good clips too there is none. */
export const TRAIT_LETTERS: Readonly<Record<PictureTrait, string>> = {
  black: 'B',
  uniform: 'U',
  cast: 'C',
  still: '',
  corrupt: 'X',
};

const texts: Record<
  Language,
  Record<PictureTrait, string> & {
    span: (letter: string, what: string, seconds: string) => string;
    list: string;
    more: (count: number) => string;
  }
> = {
  en: {
    black: 'black',
    uniform: 'one flat colour',
    cast: 'one tinge',
    still: 'nothing moves',
    corrupt: 'garbled',
    span: (letter, what, seconds) => `${letter === '' ? '' : `${letter} `}${what} ${seconds} s`,
    list: '; ',
    more: (count) => `and ${count} more`,
  },
  'zh-CN': {
    black: '全黑',
    uniform: '只有一种颜色',
    cast: '整体偏色',
    still: '静止不动',
    corrupt: '花屏',
    span: (letter, what, seconds) => `${letter === '' ? '' : `${letter} `}${seconds} 秒${what}`,
    list: '；',
    more: (count) => `另有 ${count} 处`,
  },
};

export const traitText = (trait: PictureTrait, language: Language): string => texts[language][trait];

const SPANS_NAMED = 6;

/** What is conspicuous, in words with from–to; empty where nothing is. */
export function pictureSpansText(seconds: readonly PictureSecond[], language: Language): string {
  const t = texts[language];
  const spans = pictureSpans(seconds);
  const named = spans
    .slice(0, SPANS_NAMED)
    .map(({ trait, fromMs, toMs }) => t.span(TRAIT_LETTERS[trait], t[trait], `${fromMs / 1000}–${toMs / 1000}`));
  const rest = spans.length - named.length;
  return [...named, ...(rest > 0 ? [t.more(rest)] : [])].join(t.list);
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour that a second's means make (ITU-R BT.601, limited range). */
export function secondColour({ luma, cb, cr }: PictureSecond): Rgb {
  const light = 1.164 * (luma - 16);
  const [blue, red] = [cb - 128, cr - 128];
  const shown = (value: number): number => Math.round(Math.min(255, Math.max(0, value)));
  return [shown(light + 1.596 * red), shown(light - 0.392 * blue - 0.813 * red), shown(light + 2.017 * blue)];
}
