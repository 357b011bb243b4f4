import type { installation } from '@kaitong/contract';
import { getInstallation, removeDemonstration } from '../../control/accounts/demonstration.ts';
import type { ControlContext } from '../../control/context.ts';
import type { Handlers } from '../kit/mount.ts';

export const installationHandlers = (context: ControlContext): Handlers<typeof installation> => ({
  getInstallation: () => getInstallation(context),
  removeDemonstration: (caller, input) => removeDemonstration(context, caller, input),
});
