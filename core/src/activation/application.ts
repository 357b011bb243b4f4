import type { ApplicationState } from '@kaitong/contract';

/** What may be done to an application in each state: buttons, CLI and server derive from this one table. */
export const allowedActions = {
  verifying: { cancel: true, retry: false },
  approved: { cancel: false, retry: false },
  rejected: { cancel: false, retry: true },
  cancelled: { cancel: false, retry: true },
  refused: { cancel: false, retry: true },
} as const satisfies Record<ApplicationState, { cancel: boolean; retry: boolean }>;

export const canCancel = (state: ApplicationState): boolean => allowedActions[state].cancel;
