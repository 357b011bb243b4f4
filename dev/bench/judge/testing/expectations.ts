import { LANGUAGES } from '@kaitong/contract';
import { type Finding, findingText, isOfTheClip } from '@kaitong/contract/checks';
import type { Judge } from '@kaitong/judge';
import { expect } from 'vitest';
import { consequences } from '../corpus/consequences.ts';
import type { Labelled } from '../corpus/corpus.ts';
import { triedBy } from '../corpus/good-for.ts';
import { verdictOn } from '../judged.ts';

/** A clip that cannot be made here, for want of a program, says nothing. */
async function findingsIn(judge: Judge, { clip }: Labelled): Promise<Finding[] | undefined> {
  const made = await clip();
  return typeof made === 'string' ? undefined : (await verdictOn(judge, made)).findings;
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

export async function expectNoError(judge: Judge, labelled: Labelled): Promise<void> {
  const findings = await findingsIn(judge, labelled);
  expect(findings?.filter(isError) ?? []).toEqual([]);
  const codes: string[] = findings?.map(({ code }) => code) ?? [];
  expect(triedBy(labelled.name).filter((code) => codes.includes(code))).toEqual([]);
}

/** By its own code, as a headline but where the corpus says otherwise. */
export async function expectNamed(judge: Judge, labelled: Labelled): Promise<void> {
  const findings = await findingsIn(judge, labelled);
  if (findings === undefined) return;
  const below = consequences[labelled.name];
  const { code, measured } = labelled;
  expect(findings.filter(({ because }) => because === below)).toContainEqual(
    expect.objectContaining({ code, ...(measured === undefined ? {} : { measured }) }),
  );
  expect(findings.filter(({ code, object }) => object !== null && isOfTheClip(code))).toEqual([]);
  for (const error of findings.filter(isError)) expectExplained(error);
}

/** Who has to repair the camera needs measured value, limit, place, cause and fix, in either language. */
function expectExplained(finding: Finding): void {
  expect([finding.code, finding.measured, finding.limit]).not.toContain(null);
  for (const language of LANGUAGES)
    for (const text of Object.values(findingText(finding, language)))
      expect(text).toMatch(/^(?!.*(?:—|undefined|NaN)).+$/s);
}
