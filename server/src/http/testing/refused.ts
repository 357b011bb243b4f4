import { type Problem, ProblemError } from '@kaitong/contract';

/** The problem that a call was refused with; `undefined` if it was not refused. */
export async function refused(call: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

export const refusedCode = async (call: Promise<unknown>): Promise<string | undefined> => (await refused(call))?.code;
