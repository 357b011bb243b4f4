import type { Language } from '@kaitong/contract';
import {
  checkTexts,
  type Finding,
  type FindingGroup,
  findingText,
  groupFindings,
  groupText,
  groupValueTexts,
  placesText,
  valueNames,
} from '@kaitong/contract/checks';

const follows: Record<Language, string> = { en: 'goes away with it:', 'zh-CN': '修好后随之消失：' };

/** What more is said of a headline, where somebody knows it. */
export type HeadlineNotes = {
  /** Behind the title: which of several files. */
  files?: (group: FindingGroup) => string;
  /** What stands at its place. */
  bytes?: (finding: Finding) => readonly string[];
};

/** Findings as people read them: each headline with its place, cause and fix, and what goes away with it. */
export const findingLines = (findings: readonly Finding[], language: Language, notes: HeadlineNotes = {}): string[] =>
  groupFindings(findings).flatMap((group) => headline(group, language, notes));

function headline(group: FindingGroup, language: Language, notes: HeadlineNotes): string[] {
  const { finding } = group;
  const { title, sentence, cause, fix, place } = groupText(group, language);
  const { ticket } = checkTexts[language];
  return [
    `${finding.severity === 'error' ? '✗' : '!'} ${finding.code}  ${title}${notes.files?.(group) ?? ''}`,
    `  ${sentence}`,
    ...(hasPlace(group) ? [`  @ ${place}`] : []),
    ...measureOf(group, language).map((line) => `  ${line}`),
    ...decoderOf(finding).map((line) => `  ${line}`),
    `  ${ticket.cause}${ticket.colon}${cause}`,
    `  → ${fix}`,
    ...(notes.bytes?.(finding) ?? []),
    ...(group.follows.length === 0 ? [] : [`  ${follows[language]}`]),
    ...group.follows.flatMap((one) => [
      `    ${one.finding.code}  ${findingText(one.finding, language).title}${placeOf(one, language)}`,
      ...decoderOf(one.finding).map((line) => `      ${line}`),
    ]),
  ];
}

/** What the decoder itself says, where it was asked. */
export const decoderOf = ({ params: { log } }: Finding): string[] => (log === undefined ? [] : [`FFmpeg: ${log}`]);

/** Values that are words stand in the sentence already. */
export function measureOf(group: FindingGroup, language: Language): string[] {
  const { finding } = group;
  if (typeof finding.measured !== 'number' || typeof finding.limit !== 'number') return [];
  const { measured, limit } = groupValueTexts(group, language);
  const { colon } = checkTexts[language].ticket;
  const names = valueNames(finding.code, language);
  return [`${names.measured}${colon}${measured}  ${names.limit}${colon}${limit}`];
}

const placeOf = (group: FindingGroup, language: Language): string =>
  hasPlace(group) ? `  @ ${placesText(group.findings, language)}` : '';

const hasPlace = ({ finding: { object, atMs, offset, params } }: FindingGroup): boolean =>
  object !== null || atMs !== null || offset !== null || params.step !== undefined;
