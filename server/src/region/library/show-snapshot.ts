import { type DeviceId, type EventId, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { findOwned } from '../footage/find-owned.ts';
import { tellSnapshot } from '../footage/footage-news.ts';
import { hasFootage } from '../footage/owned-device.ts';
import { readPreview } from '../footage/previews.ts';
import { readObject } from '../watching/read-object.ts';

type Named = { deviceId: DeviceId; eventId: EventId };

/** An event's snapshot as a plain JPEG, for its signed-in owner. */
export async function showSnapshot(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { deviceId, eventId }: Named,
): Promise<Uint8Array | Refusal> {
  const found = await findOwned(context, { ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  const { snapshot_n: n } = found.recording;
  return n === null ? refusal('not_found') : await readObject(context, found, n);
}

export type Picture = { bytes: Uint8Array; type: 'image/jpeg' | 'image/webp' };

/** The same small; the snapshot itself where none was made. One that was not made yet is made now. */
export async function showPreview(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { deviceId, eventId }: Named,
): Promise<Picture | Refusal> {
  const found = await findOwned(context, { ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  const { recording, device } = found;
  if (recording.snapshot_n === null) return refusal('not_found');
  if (!hasFootage(device, context.clock.now())) return refusal('footage_gone');
  const preview = await readPreview(context, recording);
  if (preview.is === 'made') return { bytes: preview.bytes, type: 'image/webp' };
  const bytes = await readObject(context, found, recording.snapshot_n);
  if (isRefusal(bytes)) return bytes;
  if (preview.is === 'not yet') tellSnapshot(context, eventId);
  return { bytes, type: 'image/jpeg' };
}
