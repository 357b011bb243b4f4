import type { OrderId } from '@kaitong/contract';
import type { DeadlineHandler } from '../../../store/deadlines.ts';
import type { RegionTables } from '../../../store/region/tables.ts';
import { signalOrder } from './signal-order.ts';
import { ORDER_EXPIRY } from './timers.ts';

export const orderDeadlineHandlers = (): Record<string, DeadlineHandler<RegionTables, OrderId>> => ({
  [ORDER_EXPIRY]: async ({ subject }, trx) => {
    await signalOrder(trx, subject, { type: 'deadline' });
  },
});
