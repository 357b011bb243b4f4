import { type Region, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import type { RegionClient } from './ask-regions.ts';
import { CLAIMS, deliveryKind } from './delivery-names.ts';

/** As long as outboxes wait at the longest; whatever the region says to control of claims brings it forward. */
const AGAIN = seconds(5);

/** Has a region claim its units anew, until it has heard. */
export async function deliverClaims(
  { log }: ControlContext,
  trx: ControlTransaction,
  region: Region,
  client: RegionClient,
): Promise<void> {
  try {
    await client.renewClaims({});
  } catch (err) {
    log.warn({ err, region }, 'claims.lagging');
    await setDeadline(trx, deliveryKind(region), CLAIMS, AGAIN);
  }
}
