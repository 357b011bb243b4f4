import type { Judge } from '@kaitong/judge';
import { expect } from 'vitest';
import type { Labelled } from '../corpus/corpus.ts';
import { verdictOn } from '../judged.ts';

/** A clip that cannot be made here, for want of a program, says nothing. */
async function findingsIn(judge: Judge, { clip }: Labelled) {
  const made = await clip();
  return typeof made === 'string' ? undefined : (await verdictOn(judge, made)).findings;
}

export async function expectNoError(judge: Judge, labelled: Labelled): Promise<void> {
  const findings = await findingsIn(judge, labelled);
  expect(findings?.filter(({ severity }) => severity === 'error') ?? []).toEqual([]);
}

export async function expectNamed(judge: Judge, labelled: Labelled): Promise<void> {
  const codes = (await findingsIn(judge, labelled))?.map(({ code }) => code);
  if (codes === undefined) return;
  if (labelled.unseen) expect(codes).not.toContain(labelled.code);
  else expect(codes).toContain(labelled.code);
}
