import { buildJudge } from './build-judge.ts';

/** Before the first test file: the judge processes of all of them start from what is built. */
export async function setup(): Promise<void> {
  await buildJudge();
}
