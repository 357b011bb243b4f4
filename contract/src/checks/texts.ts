import type { Language } from '../languages.ts';
import { type CheckCode, type CheckUnit, checkOf } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { en } from './texts/en/index.ts';
import { zhCN } from './texts/zh-CN/index.ts';

/**
 * `{measured}`, `{limit}`, `{object}`, `{at}` and the parameters of the catalogue are filled in. Of `[name?this|that]`,
 * `this` is said where a parameter of that name is known, else `that`: not all findings have it, nor those of earlier rules.
 */
export type CheckText = {
  title: string;
  /** What was found, in one plain sentence. */
  sentence: string;
  cause: string;
  fix: string;
  /** What reads differently when the finding is milder than the code usually is. */
  mild?: Partial<Omit<CheckText, 'mild' | 'when'>>;
  /** And where a value or a parameter is a word, by `measured:word` or `parameter:word`. */
  when?: Record<string, Partial<Omit<CheckText, 'mild' | 'when'>>>;
};

/** Of some checks. */
export type ChecksTexts = Partial<Record<CheckCode, CheckText>>;

export type CheckTexts = {
  checks: Record<CheckCode, CheckText>;
  /** What values that are words mean: by `code:value`, else by `value`, else by `code:else`; else they stand as they are. */
  words: Record<string, string>;
  /** `beside`: a value that it stands next to, in one unit with it. */
  unit(value: number, unit: CheckUnit, beside?: number): string;
  /** Where in the clip; each part is a template of its own. */
  place: {
    clip: string;
    init: string;
    segment: string;
    snapshot: string;
    object: string;
    offset: string;
    at: string;
    /** Of what lasts. */
    span: string;
    /** The picture's number, and how long until a player recovers. */
    frame: string;
    key: string;
    /** Of a picture that is not there: its number as it was encoded, and the byte in front of which it is missing. */
    missing: string;
    before: string;
    /** Of what happened on the way: in which step of the run, and when. */
    step: string;
    separator: string;
    /** Of a fault that shows in several places. */
    list: string;
    more: string;
  };
  /** Of a fault that is not as bad in all of its places; `first`: where values and limits of all of them would mix. */
  several: { sentence: string; first: string; range: string };
  /** Names of what a ticket says. */
  ticket: Record<
    | 'what'
    | 'where'
    | 'measured'
    | 'limit'
    | 'expected'
    | 'header'
    | 'data'
    | 'cause'
    | 'fix'
    | 'follows'
    | 'rules'
    | 'colon',
    string
  >;
};

export type FindingText = {
  title: string;
  sentence: string;
  cause: string;
  fix: string;
  /** Object, time, picture and byte position, as far as known; the whole clip where it is no single place. */
  place: string;
};

export const checkTexts: Record<Language, CheckTexts> = { 'zh-CN': zhCN, en };

/** A finding in words for the firmware engineer. */
export function findingText(finding: Finding, language: Language): FindingText {
  const texts = checkTexts[language];
  const base = texts.checks[finding.code];
  const isMild = finding.severity === 'warning' && checkOf(finding.code).severity === 'error';
  const text = { ...base, ...(isMild ? base.mild : {}), ...variantOf(base, finding) };
  const values = valuesOf(finding, texts);
  return {
    title: fill(text.title, values),
    sentence: fill(text.sentence, values),
    cause: fill(text.cause, values),
    fix: fill(text.fix, values),
    place: placeOf(finding, texts),
  };
}

function variantOf({ when = {} }: CheckText, { measured, params }: Finding): Partial<CheckText> {
  const words = Object.entries({ ...params, measured }).map(([name, word]) => `${name}:${word}`);
  return Object.assign({}, ...words.map((word) => when[word]));
}

/** Where a fault shows: the first places by name, then how many there are. */
export function placesText(findings: readonly Finding[], language: Language): string {
  const texts = checkTexts[language];
  const { separator, list, more } = texts.place;
  const all = [...new Set(findings.map((finding) => placeOf(finding, texts)))];
  // Two readers may have seen the same fault, and one of them knows more of where.
  const apart = all.filter((place) => !all.some((other) => other.startsWith(place + separator)));
  const places = apart.slice(0, PLACES_NAMED).join(list);
  return apart.length > PLACES_NAMED ? fill(more, { places, count: String(apart.length) }) : places;
}

const PLACES_NAMED = 3;

/** A finding's own values in words; null where it has none, or where its sentence says as much. */
export function valueTexts(finding: Finding, language: Language): { measured: string | null; limit: string | null } {
  const texts = checkTexts[language];
  const { measured, limit, unit } = shownValues(finding);
  const word = (value: number | string | null, beside: number | string | null) =>
    value === null ? null : valueText(finding.code, value, unit, texts, beside);
  return { measured: word(measured, limit), limit: word(limit, measured) };
}

type ShownValues = Pick<Finding, 'measured' | 'limit'> & { unit: CheckUnit };

/**
 * What is held against each other beside the sentence. Where the headers of the sound are what is named, these are rates:
 * two lengths would say that the stamps are to be changed.
 */
export function shownValues({ code, measured, limit, params: { why, rateHz, fitsHz } }: Finding): ShownValues {
  const isHeader = code === 'audio.time' && why === 'header' && rateHz !== undefined && fitsHz !== undefined;
  return isHeader ? { measured: rateHz, limit: fitsHz, unit: 'hz' } : { measured, limit, unit: checkOf(code).unit };
}

/** A check's fixed limit in words; null where it depends on the clip. */
export function limitText(code: CheckCode, language: Language): string | null {
  const { limit, unit } = checkOf(code);
  return limit === null ? null : valueText(code, limit, unit, checkTexts[language]);
}

function valueText(
  code: CheckCode,
  value: number | string | null,
  unit: CheckUnit,
  texts: CheckTexts,
  beside: number | string | null = null,
): string {
  if (value === null) return '—';
  if (typeof value === 'number') return texts.unit(value, unit, typeof beside === 'number' ? beside : value);
  return texts.words[`${code}:${value}`] ?? texts.words[value] ?? texts.words[`${code}:else`] ?? shortened(value);
}

function valuesOf({ code, measured, limit, object, atMs, params }: Finding, texts: CheckTexts): Record<string, string> {
  const { unit } = checkOf(code);
  const word = (value: number | string | null, of: CheckUnit) => valueText(code, value, of, texts);
  const values: Record<string, string> = {
    measured: word(measured, unit),
    limit: word(limit, unit),
    object: word(object, null),
    at: word(atMs, 'ms'),
  };
  for (const [name, value] of Object.entries(params)) values[name] = word(value, unitOf(name));
  return values;
}

/** Of a parameter, by its name. */
const unitOf = (name: string): CheckUnit =>
  name.endsWith('Ms') ? 'ms' : name.endsWith('Hz') ? 'hz' : name.endsWith('Bytes') ? 'bytes' : null;

/** A hash in full tells nobody more than its beginning. */
const shortened = (value: string): string => (/^[0-9a-f]{32,}$/.test(value) ? `${value.slice(0, 12)}…` : value);

const CHOICE = /\[(\w+)\?([^|\]]*)\|([^\]]*)\]/g;

export const fill = (template: string, values: Record<string, string>): string =>
  template
    .replace(CHOICE, (_, name: string, known: string, other: string) => (values[name] === undefined ? other : known))
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '—');

/** What a text says of no finding in particular. */
export const generalText = (template: string): string => template.replace(CHOICE, '$3');

function placeOf(finding: Finding, texts: CheckTexts): string {
  const { place } = texts;
  const values = {
    ...valuesOf(finding, texts),
    offset: finding.offset === null ? '' : texts.unit(finding.offset, 'bytes'),
    frame: String(finding.frame),
    key: texts.unit(finding.keyAfterMs ?? 0, 'ms'),
  };
  const parts: string[] = [];
  if (finding.object !== null) parts.push(place[finding.kind ?? 'object']);
  const lasts = finding.atMs !== null && typeof finding.params.toMs === 'number';
  if (finding.atMs !== null) parts.push(lasts ? place.span : place.at);
  const isMissing = finding.code === 'video.lost_pictures' && finding.params.picture !== undefined;
  if (finding.frame !== undefined && !lasts) parts.push(isMissing ? place.missing : place.frame);
  if (finding.offset !== null) parts.push(isMissing ? place.before : place.offset);
  if (finding.keyAfterMs !== undefined && !lasts) parts.push(place.key);
  const { step, afterMs } = finding.params;
  if (typeof step === 'string' && typeof afterMs === 'number') {
    parts.push(place.step);
    Object.assign(values, { after: texts.unit(Math.round(afterMs / 100) * 100, 'ms') });
  }
  return parts.length > 0 ? parts.map((part) => fill(part, values)).join(place.separator) : place.clip;
}
