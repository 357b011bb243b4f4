import { z } from 'zod';
import type { Language } from '../languages.ts';
import { changeText } from './change-text.ts';
import { CheckCodeSchema, type Finding } from './finding.ts';
import { groupFindings } from './group-findings.ts';

/** What a newer attempt made of what an earlier one found, by the codes of their headlines. */
export const FindingChange = z.object({
  /** Found before, and no more: also not as a consequence of something else. */
  gone: z.array(CheckCodeSchema),
  added: z.array(CheckCodeSchema),
  stays: z.array(CheckCodeSchema),
});
export type FindingChange = z.output<typeof FindingChange>;

export function compareFindings(before: readonly Finding[], after: readonly Finding[]): FindingChange {
  const had = codesOf(before);
  const has = codesOf(after);
  return {
    gone: headlines(before).filter((code) => !has.has(code)),
    added: headlines(after).filter((code) => !had.has(code)),
    stays: headlines(after).filter((code) => had.has(code)),
  };
}

/** "video.first_not_key gone, 1 left". */
export const findingChangeText = ({ gone, added, stays }: FindingChange, language: Language): string =>
  changeText({ gone, added, left: added.length + stays.length }, language);

const codesOf = (findings: readonly Finding[]) => new Set(findings.map(({ code }) => code));

const headlines = (findings: readonly Finding[]) => [
  ...new Set(groupFindings(findings).map(({ finding }) => finding.code)),
];
