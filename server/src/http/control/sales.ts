import type { sales } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { releaseProduct } from '../../control/products/release-product.ts';
import { choosePlans } from '../../control/sales/choose-plans.ts';
import { createCoupon } from '../../control/sales/create-coupon.ts';
import { getServiceItem } from '../../control/sales/get-service-item.ts';
import { listActivations } from '../../control/sales/list-activations.ts';
import { endCoupon, listCoupons } from '../../control/sales/list-coupons.ts';
import { listServiceItems } from '../../control/sales/list-service-items.ts';
import { listPlans } from '../../control/sales/offered-plans.ts';
import { createPrepaidRequest, listPrepaidRequests } from '../../control/sales/prepaid-requests.ts';
import { resumeSale, stopSale } from '../../control/sales/stop-sale.ts';
import { undoActivation } from '../../control/sales/undo-activation.ts';
import type { Handlers } from '../kit/mount.ts';

export const saleHandlers = (context: ControlContext): Handlers<typeof sales> => ({
  listServiceItems: (caller, input) => listServiceItems(context, caller, input),
  getServiceItem: (caller, input) => getServiceItem(context, caller, input),
  listPlans: () => listPlans(context),
  choosePlans: (caller, input) => choosePlans(context, caller, input),
  stopSale: (caller, input) => stopSale(context, caller, input),
  resumeSale: (caller, input) => resumeSale(context, caller, input),
  undoActivation: (caller, input) => undoActivation(context, caller, input),
  listActivations: (caller, input) => listActivations(context, caller, input),
  releaseProduct: (caller, input) => releaseProduct(context, caller, input),
  createCoupon: (caller, input) => createCoupon(context, caller, input),
  listCoupons: (caller, input) => listCoupons(context, caller, input),
  endCoupon: (caller, input) => endCoupon(context, caller, input),
  createPrepaidRequest: (caller, input) => createPrepaidRequest(context, caller, input),
  listPrepaidRequests: (caller, input) => listPrepaidRequests(context, caller, input),
});
