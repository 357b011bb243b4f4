import { isRefusal, type Parsed, type Refusal, type Reply, type regionPlane } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { beginRun, lockStartable } from './begin-run.ts';
import { hasPlace } from './count-places.ts';
import { takeTurns } from './take-turns.ts';
import { isKnown, queueRun } from './waiting-runs.ts';

type Start = Parsed<typeof regionPlane.startRun>;

/**
 * Starts the region's part of an application: at once, or when the judge can look at what the device will send. Repeated,
 * it changes nothing.
 */
export async function startRun(
  context: RegionContext,
  { params: { applicationId }, body }: Start,
): Promise<Reply<typeof regionPlane.startRun> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    await takeTurns(trx, body.deviceId);
    if (await isKnown(trx, applicationId)) return { started: true };
    if (await hasPlace(trx)) return (await beginRun(trx, applicationId, body)) ?? { started: true };
    const device = await lockStartable(trx, body);
    if (isRefusal(device)) return device;
    await queueRun(trx, applicationId, body, device.now);
    return { started: true };
  });
}
