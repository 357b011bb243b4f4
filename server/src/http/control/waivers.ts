import type { operatorWaivers, waivers } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { getWaiversOf, giveWaiver, withdrawWaiver } from '../../control/waivers/give-waiver.ts';
import { listWaivers } from '../../control/waivers/list-waivers.ts';
import type { Handlers } from '../kit/mount.ts';

export const waiverHandlers = (context: ControlContext): Handlers<typeof waivers & typeof operatorWaivers> => ({
  listWaivers: (caller, input) => listWaivers(context, caller, input),
  getWaiversOf: (_caller, input) => getWaiversOf(context, input),
  giveWaiver: (caller, input) => giveWaiver(context, caller, input),
  withdrawWaiver: (caller, input) => withdrawWaiver(context, caller, input),
});
