import type { Language } from '../languages.ts';
import { type CheckUnit, checkOf } from './catalogue.ts';
import type { FindingGroup } from './group-findings.ts';
import {
  type CheckTexts,
  checkTexts,
  type FindingText,
  fill,
  findingText,
  placesText,
  shownValues,
  valueTexts,
} from './texts.ts';

/** A headline in words: the sentence is of its first place, and says how much more or less it is in the others. */
export function groupText({ finding, findings }: FindingGroup, language: Language): FindingText {
  const texts = checkTexts[language];
  const several = findings.length > 1 ? { objects: findings.length } : {};
  const own = findingText({ ...finding, params: { ...finding.params, ...several } }, language);
  const place = placesText(findings, language);
  const range = rangeOf(findings.map(({ measured }) => measured));
  if (!range) return { ...own, place };
  const isMixed = areMixed(range, rangeOf(findings.map(({ limit }) => limit)));
  const values = { ...bounds(range, checkOf(finding.code).unit, texts), count: String(findings.length) };
  const template = isMixed ? texts.several.first : texts.several.sentence;
  return { ...own, place, sentence: `${own.sentence}${fill(template, values)}` };
}

/**
 * Its values in words, from the least to the most; null where it has none, or where its sentence says as much. Where one
 * place has what is due in another, the first place speaks.
 */
export function groupValueTexts(
  { finding, findings }: FindingGroup,
  language: Language,
): { measured: string | null; limit: string | null } {
  const texts = checkTexts[language];
  const { unit } = shownValues(finding);
  const own = valueTexts(finding, language);
  const shown = findings.map(shownValues);
  const measured = rangeOf(shown.map((values) => values.measured));
  const limit = rangeOf(shown.map((values) => values.limit));
  if (areMixed(measured, limit)) return own;
  const told = (range: Range | undefined, otherwise: string | null): string | null =>
    range ? fill(texts.several.range, bounds(range, unit, texts)) : otherwise;
  return { measured: told(measured, own.measured), limit: told(limit, own.limit) };
}

/** Ranges that share a value do not show which of theirs belong together. */
const areMixed = (one: Range | undefined, other: Range | undefined): boolean =>
  one !== undefined && other !== undefined && one.least <= other.most && other.least <= one.most;

type Range = { least: number; most: number };

/** Undefined where it is the same everywhere, or no number. */
function rangeOf(values: readonly (string | number | null)[]): Range | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.length === values.length && least < most ? { least, most } : undefined;
}

const bounds = ({ least, most }: Range, unit: CheckUnit, texts: CheckTexts): Record<string, string> => ({
  least: texts.unit(least, unit, most),
  most: texts.unit(most, unit),
});
