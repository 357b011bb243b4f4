import { milliseconds, minutes, RecordingGrant } from '@kaitong/contract';
import type { Clock, Storage } from '../ports.ts';

export type Permissions = {
  /** What was granted before the restart. */
  load(): Promise<void>;
  /** A grant that was sent. One that is older than the last one heard changes nothing. */
  hear(grant: RecordingGrant): Promise<void>;
  /** Asks for the grant in force and takes the answer, unless a newer one was sent meanwhile. */
  ask(question: () => Promise<RecordingGrant | undefined>): Promise<void>;
  /** The platform refused what the grant permits: nothing is permitted until it says so again. */
  distrust(): void;
  /** The grant in force, where it permits anything. */
  find(): RecordingGrant | undefined;
  stop(): void;
};

const KEY = 'recording-grant';
/** Timers hold 24 days, a plan may last a year, and a wall clock may be set meanwhile. */
const LOOK_EVERY = minutes(10);

/**
 * Keeps what the owner's subscription lets the device record, over restarts, and ends it when its time is over.
 * `onChange` is called with what is permitted from now on; `undefined`: nothing.
 */
export function keepPermissions(options: {
  deviceId: string;
  clock: Clock;
  storage: Storage;
  /** Milliseconds from the wall clock to the platform's time. */
  offset: () => number;
  onChange: (grant: RecordingGrant | undefined) => void;
}): Permissions {
  const { deviceId, clock, storage, offset, onChange } = options;
  let current: RecordingGrant | undefined;
  let told: RecordingGrant | undefined;
  let heard = 0;
  let watch = new AbortController();

  const now = () => clock.wall() + offset();
  const endOf = (grant: RecordingGrant) => (grant.until === null ? Number.NEGATIVE_INFINITY : Date.parse(grant.until));
  const find = () =>
    current !== undefined && current.recording !== 'none' && now() < endOf(current) ? current : undefined;

  function tell(): void {
    const grant = find();
    if (grant === told || (grant && told && JSON.stringify(grant) === JSON.stringify(told))) return;
    told = grant;
    onChange(grant);
  }

  async function watchEnd(signal: AbortSignal): Promise<void> {
    for (let grant = find(); grant !== undefined && !signal.aborted; grant = find()) {
      await clock.sleep(milliseconds(Math.min(LOOK_EVERY, Math.max(1, endOf(grant) - now()))), signal);
    }
    if (!signal.aborted) tell();
  }

  function set(grant: RecordingGrant | undefined): void {
    current = grant;
    watch.abort();
    watch = new AbortController();
    tell();
    void watchEnd(watch.signal);
  }

  async function take(grant: RecordingGrant): Promise<void> {
    set(grant);
    // Full flash must not keep a camera from recording; after a restart it asks.
    await storage.set(KEY, JSON.stringify({ deviceId, grant })).catch(() => undefined);
  }

  return {
    find,
    async load() {
      const text = await storage.get(KEY).catch(() => undefined);
      const grant = text === undefined ? undefined : readGrant(text, deviceId);
      if (grant && current === undefined) set(grant);
    },
    async hear(grant) {
      heard += 1;
      if (current === undefined || grant.version >= current.version) await take(grant);
    },
    async ask(question) {
      const before = heard;
      const grant = await question();
      // A fresh answer counts whatever its version: a platform that was restored counts from a lower one.
      if (grant && (heard === before || grant.version >= (current?.version ?? 0))) await take(grant);
    },
    distrust() {
      set(undefined);
    },
    stop() {
      watch.abort();
    },
  };
}

function readGrant(text: string, deviceId: string): RecordingGrant | undefined {
  try {
    const kept = JSON.parse(text) as { deviceId?: string; grant?: unknown };
    return kept.deviceId === deviceId ? RecordingGrant.parse(kept.grant) : undefined;
  } catch {
    return undefined;
  }
}
