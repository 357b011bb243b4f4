import { type ingest, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { addPushDevice } from '../devices/add-push-device.ts';
import { findShownDevice } from '../devices/show-device.ts';
import { addIngestToken } from './tokens.ts';

/** A device for what tools push, with the token that lets them. */
export async function createPushDevice(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { body: { name } }: Parsed<typeof ingest.createPushDevice>,
): Promise<Reply<typeof ingest.createPushDevice> | Refusal> {
  const { db, limits, log, region } = context;
  const tooMany = rateRefusal([await takeRate(db, `ingest-token ${ownerId}`, limits.ingestTokensPerOwner)]);
  if (tooMany) return tooMany;
  const made = await db.transaction().execute(async (trx) => {
    const deviceId = await addPushDevice(trx, { ownerId, name });
    return isRefusal(deviceId)
      ? deviceId
      : { deviceId, token: await addIngestToken(trx, context, { ownerId, deviceId, name }) };
  });
  if (isRefusal(made)) return made;
  log.info({ region, deviceId: made.deviceId, ingestTokenId: made.token.id }, 'push_device.created');
  const device = await findShownDevice(db, ownerId, made.deviceId);
  return device ? { device, token: made.token } : refusal('not_found');
}
