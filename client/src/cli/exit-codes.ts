import type { ApplicationState } from '@kaitong/contract';

/** What scripts branch on. */
export const exitCodes = { done: 0, rejected: 1, refused: 2, cancelled: 3, outage: 4, usage: 64 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeOf: Record<Exclude<ApplicationState, 'verifying'>, ExitCode> = {
  approved: exitCodes.done,
  rejected: exitCodes.rejected,
  refused: exitCodes.refused,
  cancelled: exitCodes.cancelled,
};
