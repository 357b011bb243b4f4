import type { overview } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { find } from '../../control/overview/find.ts';
import { getProductHome } from '../../control/overview/get-product-home.ts';
import type { Handlers } from '../kit/mount.ts';

export const overviewHandlers = (context: ControlContext): Handlers<typeof overview> => ({
  getProductHome: (caller, input) => getProductHome(context, caller, input),
  find: (caller, input) => find(context, caller, input),
});
