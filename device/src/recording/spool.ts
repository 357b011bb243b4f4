import type { EventType } from '@kaitong/contract';
import type { EventDeclaration, ObjectKind } from '@kaitong/contract/checks';
import type { EventObject } from '../upload/seal.ts';

/** What is kept of a recording beside its footage, to open its event with at any later time. */
export type RecordingHeader = {
  deviceEventId: string;
  type: EventType;
  declaration: EventDeclaration;
  preRecordMs: number;
  /** When it happened: by the wall clock as it stood then, and by the monotonic clock of that start of the device. */
  wallMs: number;
  monotonicMs: number;
  /** From that wall clock to the platform's time; 0 where the platform had not told it yet. */
  offsetMs: number;
  boot: string;
};

export type SpooledObject = {
  n: number;
  kind: ObjectKind;
  durationMs: number;
  bytes: number;
  sent: boolean;
  /** When its last frame was taken, on the monotonic clock of this start of the device; not known of an earlier start's. */
  endedAt?: number;
};

export type SpooledRecording = { header: RecordingHeader; objects: SpooledObject[]; closed: boolean };

/**
 * Where footage waits for the uplink: a card, a disk, or memory. Objects are as the camera made them; the platform's key
 * for an event is not known before its event is open.
 */
export type Spool = {
  /** How much of it may wait. */
  readonly maxBytes: number;
  /** What waits from earlier, oldest first. */
  list(): Promise<SpooledRecording[]>;
  begin(header: RecordingHeader): Promise<void>;
  add(deviceEventId: string, n: number, object: EventObject): Promise<void>;
  /** `undefined`: it was dropped. */
  read(deviceEventId: string, n: number): Promise<Uint8Array | undefined>;
  /** The platform has it: the bytes can go, its number and duration stay. */
  markSent(deviceEventId: string, n: number): Promise<void>;
  close(deviceEventId: string): Promise<void>;
  drop(deviceEventId: string): Promise<void>;
};

/** A minute of 4 Mbit/s. */
const MEMORY_BYTES = 32 * 1024 * 1024;

/** For a camera without a card: what waits is lost with its power. */
export function memorySpool(maxBytes = MEMORY_BYTES): Spool {
  type Kept = SpooledRecording & { bytes: Map<number, Uint8Array> };
  const recordings = new Map<string, Kept>();
  return {
    maxBytes,
    list: async () => [...recordings.values()].map(({ header, objects, closed }) => ({ header, objects, closed })),
    async begin(header) {
      recordings.set(header.deviceEventId, { header, objects: [], closed: false, bytes: new Map() });
    },
    async add(deviceEventId, n, { kind, durationMs, bytes }) {
      const kept = recordings.get(deviceEventId);
      kept?.objects.push({ n, kind, durationMs, bytes: bytes.length, sent: false });
      kept?.bytes.set(n, bytes);
    },
    read: async (deviceEventId, n) => recordings.get(deviceEventId)?.bytes.get(n),
    async markSent(deviceEventId, n) {
      const kept = recordings.get(deviceEventId);
      kept?.bytes.delete(n);
      for (const object of kept?.objects ?? []) if (object.n === n) object.sent = true;
    },
    async close(deviceEventId) {
      const kept = recordings.get(deviceEventId);
      if (kept) kept.closed = true;
    },
    async drop(deviceEventId) {
      recordings.delete(deviceEventId);
    },
  };
}
