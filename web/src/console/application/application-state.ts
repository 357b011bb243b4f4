import type { Application, ApplicationState } from '@kaitong/contract';
import type { Tone } from '../../desk/parts/StateTag.tsx';
import type { IconName } from '../../ui/Icon.tsx';

export type Action = 'watch' | 'cancel' | 'verify-again' | 'change-device' | 'add-another';

const allowed: Record<ApplicationState, readonly Action[]> = {
  verifying: ['watch', 'cancel', 'change-device'],
  approved: ['add-another'],
  rejected: ['verify-again', 'change-device'],
  cancelled: ['verify-again', 'change-device'],
  refused: ['verify-again', 'change-device'],
};

/** Whether an application in its state allows an action: the one table that buttons ask. */
export const can = (action: Action, application: Pick<Application, 'state'>): boolean =>
  allowed[application.state].includes(action);

/** Its product is activated, and every region has confirmed that. */
export const isEverywhere = ({ state, endedAt, lagging, certificateRevoked }: Application): boolean =>
  state === 'approved' && endedAt !== null && lagging.length === 0 && certificateRevoked === null;

export const stateLooks: Record<ApplicationState, { tone: Tone; icon: IconName }> = {
  verifying: { tone: 'running', icon: 'clock' },
  approved: { tone: 'verified', icon: 'check' },
  rejected: { tone: 'refused', icon: 'cross' },
  cancelled: { tone: 'none', icon: 'ban' },
  refused: { tone: 'waiting', icon: 'alert' },
};
