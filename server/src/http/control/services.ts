import type { services } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { createServiceOrder } from '../../control/services/create-service-order.ts';
import { getAgreement } from '../../control/services/get-agreement.ts';
import { listServiceOrders } from '../../control/services/list-service-orders.ts';
import { listServices } from '../../control/services/list-services.ts';
import type { Handlers } from '../kit/mount.ts';

export const serviceHandlers = (context: ControlContext): Handlers<typeof services> => ({
  listServices: (caller, input) => listServices(context, caller, input),
  getAgreement: (_caller, input) => getAgreement(context, input),
  createServiceOrder: (caller, input) => createServiceOrder(context, caller, input),
  listServiceOrders: (caller, input) => listServiceOrders(context, caller, input),
});
