import type { Language } from '../languages.ts';
import { type CheckUnit, checkOf } from './catalogue.ts';
import type { FindingGroup } from './group-findings.ts';
import { type CheckTexts, checkTexts, type FindingText, fill, findingText, placesText, valueTexts } from './texts.ts';

/** A headline in words: the sentence is of its first place, and says how much more or less it is in the others. */
export function groupText({ finding, findings }: FindingGroup, language: Language): FindingText {
  const texts = checkTexts[language];
  const several = findings.length > 1 ? { objects: findings.length } : {};
  const own = findingText({ ...finding, params: { ...finding.params, ...several } }, language);
  const place = placesText(findings, language);
  const range = rangeOf(findings.map(({ measured }) => measured));
  if (!range) return { ...own, place };
  const values = { ...bounds(range, checkOf(finding.code).unit, texts), count: String(findings.length) };
  return { ...own, place, sentence: `${own.sentence}${fill(texts.several.sentence, values)}` };
}

/** Its values in words, from the least to the most; null where it has none, or where its sentence says as much. */
export function groupValueTexts(
  { finding, findings }: FindingGroup,
  language: Language,
): { measured: string | null; limit: string | null } {
  const texts = checkTexts[language];
  const { unit } = checkOf(finding.code);
  const own = valueTexts(finding, language);
  const told = (values: readonly (string | number | null)[], otherwise: string | null): string | null => {
    const range = rangeOf(values);
    return range ? fill(texts.several.range, bounds(range, unit, texts)) : otherwise;
  };
  return {
    measured: told(
      findings.map(({ measured }) => measured),
      own.measured,
    ),
    limit: told(
      findings.map(({ limit }) => limit),
      own.limit,
    ),
  };
}

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
