import { type ProblemCode, ProblemError } from '@kaitong/contract';

/** The refusal's code, if the error is one. */
export const codeOf = (error: unknown): ProblemCode | null =>
  error instanceof ProblemError ? error.problem.code : null;
