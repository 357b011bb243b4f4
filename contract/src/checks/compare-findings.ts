import type { Language } from '../languages.ts';
import { changeText } from './change-text.ts';
import type { Finding } from './finding.ts';
import type { FindingChange } from './finding-change.ts';
import { groupFindings } from './group-findings.ts';

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
