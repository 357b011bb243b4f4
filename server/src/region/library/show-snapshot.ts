import { type DeviceId, type EventId, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { findOwned } from '../footage/find-owned.ts';
import { readObject } from '../watching/read-object.ts';

/** An event's snapshot as a plain JPEG, for its signed-in owner. */
export async function showSnapshot(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { deviceId, eventId }: { deviceId: DeviceId; eventId: EventId },
): Promise<Uint8Array | Refusal> {
  const found = await findOwned(context, { ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  const { snapshot_n: n } = found.recording;
  return n === null ? refusal('not_found') : await readObject(context, found, n);
}
