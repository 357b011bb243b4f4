import type { controlClaims } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { claimTrial, findTrial } from '../../control/sales/claim-trial.ts';
import { holdCoupon } from '../../control/sales/hold-coupon.ts';
import type { Handlers } from '../kit/mount.ts';

/** What regions ask before they sell. */
export const claimHandlers = (context: ControlContext): Handlers<typeof controlClaims> => ({
  claimTrial: (caller, input) => claimTrial(context, caller, input),
  findTrial: (_caller, input) => findTrial(context, input),
  holdCoupon: (caller, input) => holdCoupon(context, caller, input),
});
