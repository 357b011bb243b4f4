import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { nodePorts } from '@kaitong/judge';
import { decryptObject, type RemuxObject } from '@kaitong/media';
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
  /**
   * Decrypted, in order. What is lost when they are read for the first time is a gap, then and later.
   *
   * @throws FootageMissing where something is lost only afterwards
   */
  read(): AsyncGenerator<RemuxObject>;
  /** How long what was read is, all gaps taken away. */
  readMs(): number;
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
  const container = recording.declaration.container === 'ts' ? 'ts' : 'mp4';

  async function readOne(object: RecordedObject): Promise<Uint8Array> {
    const { n, iv } = object;
    const bytes = await readWhole(context, recording, object);
    if (!bytes) throw new FootageMissing(`object ${n} of ${recording.id} is not in the store as it was stored`);
    return key && iv !== null ? decryptObject(bytes, key, Buffer.from(iv, 'hex'), nodePorts) : bytes;
  }

  let lost: Set<number> | undefined;
  const mapOf = ({ init }: TimedSegment): RecordedObject | undefined => objects.find(({ n }) => n === init);

  return {
    segments,
    readMs: () => segments.reduce((sum, { n, durationMs }) => sum + (lost?.has(n) ? 0 : durationMs), 0),
    readOne,
    async readInit(segment) {
      const map = mapOf(segment);
      return map && (await readOne(map));
    },
    async *read() {
      const isFirst = lost === undefined;
      lost ??= new Set();
      let init: { n: number; bytes: Uint8Array } | undefined;
      let end: number | undefined;
      for (const segment of segments) {
        if (lost.has(segment.n)) continue;
        try {
          const map = mapOf(segment);
          if (map && map.n !== init?.n) init = { n: map.n, bytes: await readOne(map) };
          const bytes = await readOne(segment.object);
          const gapMs = end === undefined ? 0 : Math.max(0, segment.startsAt.getTime() - end);
          end = segment.endsAt.getTime();
          yield { bytes, container, init: map && init?.bytes, gapMs };
        } catch (error) {
          if (!isFirst || !(error instanceof FootageMissing)) throw error;
          lost.add(segment.n);
        }
      }
    },
  };
}
