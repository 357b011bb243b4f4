import type { ApplicationState } from '@kaitong/contract';

export type WizardPlace = { current: 0 | 1 | 2; status: 'process' | 'finish' | 'error' | 'wait' };

const places: Record<ApplicationState, WizardPlace> = {
  verifying: { current: 1, status: 'process' },
  approved: { current: 2, status: 'finish' },
  rejected: { current: 1, status: 'error' },
  cancelled: { current: 1, status: 'wait' },
  refused: { current: 0, status: 'error' },
};

/** Which of the three steps an application has reached; without one, the first. */
export const wizardPlace = (state: ApplicationState | undefined): WizardPlace =>
  state ? places[state] : { current: 0, status: 'process' };
