import type { Language } from '@kaitong/contract';
import { type FindingGroup, findingText, groupFindings, placesText, rateText } from '@kaitong/contract/checks';
import { checkTexts } from './check-texts.ts';
import type { CheckedClip } from './checked-clip.ts';

/** A verdict as people read it: the outcome, then each headline with its place, cause and fix, and what goes away with it. */
export function linesOf(clip: CheckedClip, language: Language): string[] {
  const { name, verdict, objects, declaration, declared } = clip;
  const t = checkTexts[language];
  const { container, codec, width, height } = declaration;
  // A file that is no footage says nothing of itself.
  const facts = declared || width > 1 ? `  ${container}, ${codec}, ${width}×${height}` : '';
  const findings = groupFindings(verdict.findings).flatMap((group) => headline(group, clip, language));
  const speed = objects.some(({ kind }) => kind === 'segment') ? [`  ${rateText(verdict.rate, language)}`] : [];
  return [`${t.outcome[verdict.outcome]}  ${name}${facts}${declared ? `, ${t.declared}` : ''}`, ...findings, ...speed];
}

function headline(group: FindingGroup, clip: CheckedClip, language: Language): string[] {
  const { finding, findings, follows } = group;
  const t = checkTexts[language];
  const { title, sentence, cause, fix } = findingText(finding, language);
  const sign = finding.severity === 'error' ? '✗' : '!';
  const { log } = finding.params;
  return [
    `${sign} ${finding.code}  ${title}${filesOf(group, clip)}`,
    `  ${sentence}`,
    ...(hasPlace(group) ? [`  @ ${placesText(findings, language)}`] : []),
    ...(log === undefined ? [] : [`  FFmpeg: ${log}`]),
    `  ${cause}`,
    `  → ${fix}`,
    ...(follows.length === 0 ? [] : [`  ${t.follows}`]),
    ...follows.map(
      (one) => `    ${one.finding.code}  ${findingText(one.finding, language).title}${placeOf(one, language)}`,
    ),
  ];
}

/** Which files of several it is in. */
function filesOf({ findings }: FindingGroup, { name, objects }: CheckedClip): string {
  const numbers = new Set(findings.map(({ object }) => object));
  const files = objects.filter((object) => numbers.has(object.n) && object.name !== name).map((object) => object.name);
  return files.length === 0 ? '' : ` (${files.join(', ')})`;
}

const placeOf = (group: FindingGroup, language: Language): string =>
  hasPlace(group) ? `  @ ${placesText(group.findings, language)}` : '';

const hasPlace = ({ finding: { object, atMs, offset } }: FindingGroup): boolean =>
  object !== null || atMs !== null || offset !== null;
