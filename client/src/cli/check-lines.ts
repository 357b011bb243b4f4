import type { Language } from '@kaitong/contract';
import { type FindingGroup, isRateTold, rateText } from '@kaitong/contract/checks';
import { checkTexts } from './check-texts.ts';
import type { CheckedClip } from './checked-clip.ts';
import { explanationOf } from './explain-lines.ts';
import { findingLines } from './finding-lines.ts';
import type { Line } from './output.ts';
import { pictureLines } from './picture-lines.ts';

/** A verdict as people read it: the outcome, what the clip shows, the findings, and how fast time runs. */
export function linesOf(clip: CheckedClip, language: Language, columns?: number): Line[] {
  const { name, verdict, declaration, declared } = clip;
  const t = checkTexts[language];
  const { container, codec, width, height } = declaration;
  // A file that is no footage says nothing of itself.
  const facts = declared || width > 1 ? `  ${container}, ${codec}, ${width}×${height}` : '';
  const speed = saysSpeed(clip) ? [`  ${rateText(verdict.rate, language)}`] : [];
  return [
    `${t.outcome[verdict.outcome]}  ${name}${facts}${declared ? `, ${t.declared}` : ''}`,
    ...pictureLines(verdict.pictures, language, columns),
    ...findingLines(verdict.findings, language, {
      files: (group) => filesOf(group, clip),
      bytes: (finding) => explanationOf(finding, clip, language),
    }),
    ...speed,
  ];
}

const saysSpeed = ({ objects, verdict: { rate, findings } }: CheckedClip): boolean =>
  objects.some(({ kind }) => kind === 'segment') && isRateTold(rate, findings);

/** Which files of several it is in. */
function filesOf({ findings }: FindingGroup, { name, objects }: CheckedClip): string {
  const numbers = new Set(findings.map(({ object }) => object));
  const files = objects.filter((object) => numbers.has(object.n) && object.name !== name).map((object) => object.name);
  return files.length === 0 ? '' : ` (${files.join(', ')})`;
}
