import { type DeviceId, type EventId, type OwnerId, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { findRecording, type Recording } from './find-recording.ts';
import { findOwnedDevice, type OwnedDevice } from './owned-device.ts';

/** A recording that this owner may do something with. */
export async function findOwned(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  { ownerId, deviceId, eventId }: { ownerId: OwnerId; deviceId: DeviceId; eventId: EventId },
): Promise<{ device: OwnedDevice; recording: Recording } | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  const recording = device && (await findRecording(db, device, eventId, clock.now()));
  return device && recording ? { device, recording } : refusal('not_found');
}
