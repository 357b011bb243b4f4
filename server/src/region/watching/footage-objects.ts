import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { nodePorts } from '@kaitong/judge';
import { decryptObject } from '@kaitong/media';
import type { RegionContext } from '../context.ts';
import { readWhole } from '../footage/check-object.ts';
import { listObjects, type RecordedObject, type Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { type TimedSegment, timedSegments } from './timed-segments.ts';
import { keyOf } from './watched.ts';

export type OwnedRecording = { device: Pick<OwnedDevice, 'keyEndsAt'>; recording: Recording };

/** An object that the tables name is not in the store. */
export class FootageMissing extends Error {
  override readonly name = 'FootageMissing';
}

/** A recording's segments as they can be read again and again, one in memory at a time. */
export type FootageObjects = {
  segments: readonly TimedSegment[];
  /** @throws FootageMissing */
  readOne(object: RecordedObject): Promise<Uint8Array>;
  /** What a segment of fMP4 needs before it. */
  readInit(segment: TimedSegment): Promise<Uint8Array | undefined>;
};

export async function openFootageObjects(
  context: RegionContext,
  { device, recording }: OwnedRecording,
): Promise<FootageObjects | Refusal> {
  const opened = await keyOf(context, device, recording);
  if (isRefusal(opened)) return opened;
  const key: Uint8Array | null = opened;
  const objects = await listObjects(context.db, recording, [recording.id]);
  const segments = timedSegments(recording, objects, { live: false });
  if (segments.length === 0) return refusal('footage_gone');

  async function readOne(object: RecordedObject): Promise<Uint8Array> {
    const { n, iv } = object;
    const bytes = await readWhole(context, recording, object);
    if (!bytes) throw new FootageMissing(`object ${n} of ${recording.id} is not in the store as it was stored`);
    return key && iv !== null ? decryptObject(bytes, key, Buffer.from(iv, 'hex'), nodePorts) : bytes;
  }

  let last: { n: number; bytes: Uint8Array } | undefined;
  return {
    segments,
    readOne,
    async readInit({ init }) {
      const map = objects.find(({ n }) => n === init);
      if (map && last?.n !== map.n) last = { n: map.n, bytes: await readOne(map) };
      return map && last?.bytes;
    },
  };
}
