import { type footage, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { findOwnedDevice } from '../footage/owned-device.ts';
import { findFilmstrip } from '../watching/filmstrips.ts';
import { listRecordingsBetween } from '../watching/recordings-between.ts';

/** Small pictures around a moment, for whoever passes it with a finger. */
export async function getFilmstrip(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, query }: Parsed<typeof footage.getFilmstrip>,
): Promise<Reply<typeof footage.getFilmstrip> | Refusal> {
  const device = await findOwnedDevice(context.db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const at = new Date(query.at);
  const span = { from: at, to: new Date(at.getTime() + 1) };
  const recordings = await listRecordingsBetween(context.db, device, span, context.clock.now());
  return await findFilmstrip(context, device, recordings, at);
}
