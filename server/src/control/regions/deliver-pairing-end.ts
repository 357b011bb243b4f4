import { type DeviceId, type Region, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import type { RegionClient } from './ask-regions.ts';
import { deliveryKind, pairingSubject } from './delivery-names.ts';

/** As long as outboxes wait at the longest; whatever the region says to control of claims brings it forward. */
const AGAIN = seconds(5);

/** Tells a region that one of its pairings lost its unit, until it has heard. */
export async function deliverPairingEnd(
  { log }: ControlContext,
  trx: ControlTransaction,
  region: Region,
  client: RegionClient,
  deviceId: DeviceId,
): Promise<void> {
  try {
    await client.endPairing({ body: { deviceId } });
  } catch (err) {
    log.warn({ err, region, deviceId }, 'claim.lagging');
    await setDeadline(trx, deliveryKind(region), pairingSubject(deviceId), AGAIN);
  }
}
