import { createHash } from 'node:crypto';
import type { EventId } from '@kaitong/contract';
import type { Owner } from '../../activation/testing/people.ts';
import type { RunningRig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';
import { subscribe } from '../../service/testing/subscribe.ts';

/** A recording of the unit, and what its owner has opened of it. */
export type WatchedFootage = { eventId: EventId; playbackId: string; shareId: string };

export async function gatherWatched(rig: RunningRig, owner: Owner, unit: Unit): Promise<WatchedFootage> {
  await subscribe(rig, unit);
  const api = await unit.api();
  const declaration = { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' } as const;
  const startedAt = new Date().toISOString();
  const firmware = unit.firmware as never;
  const { eventId } = await api.openEvent({
    body: { deviceEventId: 'to-be-watched', type: 'motion', startedAt, ageMs: 0, declaration, firmware },
  });
  const bytes = Buffer.alloc(188, 0x47);
  const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
  const object = { n: 0, kind: 'segment', durationMs: 1000, bytes: bytes.length, iv: null } as const;
  const params = { eventId };
  const declared = { ...object, md5: hash('md5'), sha256: hash('sha256') };
  const { url, headers } = await api.declareObject({ params, body: declared });
  const { 'content-length': _, ...own } = headers;
  await fetch(url, { method: 'PUT', headers: own, body: new Uint8Array(bytes) });
  await api.commitObject({ params: { eventId, n: 0 }, body: {} });
  await api.closeEvent({ params, body: { objects: 1, durationMs: 1000, firmware } });
  const { deviceId } = unit;
  const { playbackId } = await owner.createPlayback({ params: { deviceId }, body: { of: { eventId } } });
  const { id: shareId } = await owner.createShare({ params: { deviceId, eventId }, body: { hours: 1 } });
  return { eventId, playbackId, shareId };
}
