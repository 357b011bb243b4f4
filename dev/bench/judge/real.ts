import type { CheckCode } from '@kaitong/contract/checks';
import type { Judge } from '@kaitong/judge';
import { goodClips } from './corpus/corpus.ts';
import { oddClips } from './corpus/odd.ts';
import { type RealDefect, realDefects } from './corpus/real-defects.ts';
import { verdictOn } from './judged.ts';

export type RealAnswer = Omit<RealDefect, 'clip'> & {
  /** What was said first, be it nothing. */
  first: CheckCode | null;
  /** Null: the clip cannot be made here. */
  isRight: boolean | null;
};

/** What the judge says of defects that real cameras had. */
export async function tryRealDefects(judge: Judge): Promise<RealAnswer[]> {
  const answers: RealAnswer[] = [];
  for (const { clip, ...defect } of realDefects) answers.push(await tryDefect(judge, { clip, ...defect }));
  return answers;
}

export async function tryDefect(judge: Judge, { clip, ...defect }: RealDefect): Promise<RealAnswer> {
  const made = await clip();
  if (typeof made === 'string') return { ...defect, first: null, isRight: null };
  const findings = (await verdictOn(judge, made)).findings.filter(({ code }) => code !== 'enc.none');
  const first = findings[0]?.code ?? null;
  const isRight = defect.code === null ? findings.every(({ severity }) => severity !== 'error') : first === defect.code;
  return { ...defect, first, isRight };
}

/** Good clips that are legal and that servers and recorders have stumbled over. */
export const legalButOdd: readonly string[] = [
  ...oddClips.map(({ name }) => name),
  ...goodClips.flatMap(({ name }) =>
    /a POC that|nothing but SEI|temporal layers|field pictures/.test(name) ? [name] : [],
  ),
];
