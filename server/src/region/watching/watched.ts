import { type EventId, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { endOf, findRecording, type Recording } from '../footage/find-recording.ts';
import { hasFootageKey, openRecordedEventKey } from '../footage/footage-key.ts';
import { findOwnedDevice, hasFootage, type OwnedDevice } from '../footage/owned-device.ts';
import { findSuspension } from '../owners/find-suspension.ts';
import { listRecordingsBetween } from './recordings-between.ts';
import { isOfLink, type Session } from './sessions.ts';

/** A session whose owner may still show the footage of its device: asked anew at each request. */
export type Watched = { session: Session; device: OwnedDevice };

export async function openWatched({ db }: Pick<RegionContext, 'db'>, session: Session): Promise<Watched | Refusal> {
  const { owner_id: ownerId, device_id: deviceId } = session;
  const device = deviceId === null ? undefined : await findOwnedDevice(db, ownerId, deviceId);
  if (device && !(await findSuspension(db, ownerId))) return { session, device };
  return refusal(isOfLink(session) ? 'share_ended' : 'playback_ended');
}

/** One recording, if the session shows it. */
export async function findWatched(
  { db, clock }: RegionContext,
  { session, device }: Watched,
  eventId: EventId,
): Promise<Recording | Refusal> {
  const { event_id, span_from, span_to } = session;
  if (event_id !== null && event_id !== eventId) return refusal('not_found');
  const recording = await findRecording(db, device, eventId, clock.now());
  if (!recording) return refusal('footage_gone');
  const isShown = event_id !== null || (span_from && span_to && touches(recording, { from: span_from, to: span_to }));
  return isShown ? recording : refusal('not_found');
}

/** All that the session shows, oldest first. */
export async function listWatched({ db, clock }: RegionContext, { session, device }: Watched): Promise<Recording[]> {
  const now = clock.now();
  const { event_id, span_from: from, span_to: to } = session;
  if (event_id !== null) {
    const recording = await findRecording(db, device, event_id, now);
    return recording ? [recording] : [];
  }
  return from && to ? await listRecordingsBetween(db, device, { from, to }, now) : [];
}

const touches = (recording: Recording, { from, to }: { from: Date; to: Date }): boolean =>
  recording.started_at < to && endOf(recording) > from;

/** Which of these recordings are plain, or have their keys: what is encrypted by a destroyed key is noise. */
export async function listReadable(context: RegionContext, recordings: readonly Recording[]): Promise<Set<EventId>> {
  const encrypted = recordings.filter(({ wrapped_key }) => wrapped_key !== null);
  const keys = new Map<string | null, boolean>();
  for (const one of encrypted)
    if (!keys.has(one.footage_key_id)) keys.set(one.footage_key_id, await hasFootageKey(context, one));
  const isReadable = ({ declaration, wrapped_key, footage_key_id }: Recording): boolean =>
    declaration.encryption === 'none' || (wrapped_key !== null && keys.get(footage_key_id) === true);
  return new Set(recordings.filter(isReadable).map(({ id }) => id));
}

/** The key by which a recording's objects are read, `null` where they are not encrypted. */
export async function keyOf(
  context: RegionContext,
  device: Pick<OwnedDevice, 'keyEndsAt'>,
  recording: Recording,
): Promise<Uint8Array | null | Refusal> {
  if (!hasFootage(device, context.clock.now())) return refusal('footage_gone');
  if (recording.declaration.encryption === 'none') return null;
  return (await openRecordedEventKey(context, recording)) ?? refusal('footage_gone');
}
