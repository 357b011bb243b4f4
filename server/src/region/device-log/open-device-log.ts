import { seconds } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { DeviceLogCode } from './codes.ts';
import { type LogLine, storeLines } from './store-lines.ts';

/** What was ignored or refused of devices, kept for whoever looks into why one does not work. */
export type DeviceLog = {
  /** Costs a look into a map. Nothing comes of it where no device of that id is paired here, whoever calls itself so. */
  note(deviceId: string, code: DeviceLogCode, detail?: string): void;
  /** How often each code was noted by this process. */
  counts(): ReadonlyMap<DeviceLogCode, number>;
  /** Writes what was noted so far. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export type DeviceLogParts = { db: Kysely<RegionTables>; clock: Clock; log: Log };

const GATHER = seconds(5);
const LONGEST_DETAIL = 120;
/** Lines that wait to be written, of all devices and of one: what comes beyond is counted and not kept. */
const MOST_WAITING = 5000;
const MOST_WAITING_OF_DEVICE = 50;

/** Devices write these: no control characters, nothing that PostgreSQL does not store. */
const storable = (detail: string): string => detail.slice(0, LONGEST_DETAIL).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');

export function openDeviceLog({ db, clock, log }: DeviceLogParts): DeviceLog {
  const counts = new Map<DeviceLogCode, number>();
  let waiting = new Map<string, LogLine>();
  let waitingOf = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function gather(deviceId: string, code: DeviceLogCode, detail: string): void {
    const key = `${deviceId} ${code} ${detail}`;
    const at = clock.now();
    const line = waiting.get(key);
    if (line) {
      line.count += 1;
      line.lastAt = at;
      return;
    }
    const own = waitingOf.get(deviceId) ?? 0;
    if (waiting.size >= MOST_WAITING || own >= MOST_WAITING_OF_DEVICE) return;
    waitingOf.set(deviceId, own + 1);
    waiting.set(key, { deviceId, code, detail, firstAt: at, lastAt: at, count: 1 });
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const lines = [...waiting.values()];
    waiting = new Map();
    waitingOf = new Map();
    if (lines.length > 0)
      writing = writing
        .then(() => storeLines(db, lines))
        .catch((err: unknown) => log.warn({ err, lines: lines.length }, 'device_log.not_written'));
    return writing;
  }

  return {
    note(deviceId, code, detail = '') {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      gather(deviceId, code, storable(detail));
      timer ??= setTimeout(flush, GATHER).unref();
    },
    counts: () => counts,
    flush,
    close: flush,
  };
}
