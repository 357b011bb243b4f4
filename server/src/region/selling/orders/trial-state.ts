import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceId, type Pid, type purchases, type Reply, seconds, type Uuid } from '@kaitong/contract';
import type { RegionContext } from '../../context.ts';

type TrialState = Reply<typeof purchases.listOffers>['trial']['state'];

/** Plans are shown all the same when control takes longer to say whether the trial is still to be had. */
const PATIENCE = seconds(1.5);

type Unit = { device_id: DeviceId; uuid: Uuid; pid: Pid };

/** An order for the trial that is still to be paid is no use of it: asking for the trial again leads to that order. */
export async function findTrialState(context: RegionContext, unit: Unit): Promise<TrialState> {
  const orders = await context.db
    .selectFrom('owner_order')
    .select(['state', 'device_id'])
    .where('uuid', '=', unit.uuid)
    .where('trial', '=', true)
    .where('state', 'in', ['created', 'paid', 'refunded'])
    .execute();
  if (orders.some(({ state }) => state !== 'created')) return 'used';
  if (orders.some(({ device_id }) => device_id === unit.device_id)) return 'available';
  return await Promise.race([askControl(context, unit), sleep(PATIENCE, 'available' as const, { ref: false })]);
}

/** What cannot be asked now is asked when the trial is ordered. */
async function askControl({ control, log, region }: RegionContext, { uuid, pid }: Unit): Promise<TrialState> {
  try {
    return (await control.findTrial({ params: { uuid }, query: { pid } })).state;
  } catch (err) {
    log.warn({ err, region, uuid }, 'order.control_unreachable');
    return 'available';
  }
}
