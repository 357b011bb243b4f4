import { type Region, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import type { RegionClient } from './ask-regions.ts';
import { deliveryKind, requestSubject } from './delivery-names.ts';

/** Nobody waits at a page for it, and whatever else the region confirms first brings this forward. */
const AGAIN = seconds(15);

/** Tells an owner's region how far the operator is with a request, until it has heard. */
export async function deliverRequest(
  { log }: ControlContext,
  trx: ControlTransaction,
  region: Region,
  client: RegionClient,
  id: string,
): Promise<void> {
  const request = await trx
    .selectFrom('contact_request')
    .select(['request_id', 'state'])
    .where('id', '=', id)
    .where('region', '=', region)
    .executeTakeFirst();
  if (!request?.request_id) return;
  const { request_id: requestId, state } = request;
  try {
    const { refused } = await client.changeContactRequest({ params: { requestId }, body: { state } });
    if (refused) log.warn({ region, id, requestId, refused }, 'request.unknown_there');
  } catch (err) {
    log.warn({ err, region, id }, 'request.lagging');
    await setDeadline(trx, deliveryKind(region), requestSubject(id), AGAIN);
  }
}
