import type { soaks } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { getSoak, listSoaks } from '../../control/soak/list-soaks.ts';
import { endSoak, startSoak } from '../../control/soak/start-soak.ts';
import type { Handlers } from '../kit/mount.ts';

export const soakHandlers = (context: ControlContext): Handlers<typeof soaks> => ({
  startSoak: (caller, input) => startSoak(context, caller, input),
  listSoaks: (caller, input) => listSoaks(context, caller, input),
  getSoak: (caller, input) => getSoak(context, caller, input),
  endSoak: (caller, input) => endSoak(context, caller, input),
});
