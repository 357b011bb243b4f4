import { type DeviceLogCode, isRefusedLogCode, type RefusedLogCode, seconds } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { storable } from './storable.ts';
import { type HeardLine, storeLines } from './store-lines.ts';

/** `name` and `reason` are words of the contract and counted by day; `detail` may be what a device wrote. */
export type Noted = { name?: string; reason?: string; detail?: string };

/** What happens between devices and the region, kept for whoever looks into why one does not work. */
export type DeviceLog = {
  /** Costs a look into a map. Nothing comes of it where no device of that id is paired here, whoever calls itself so. */
  note(deviceId: string, code: DeviceLogCode, noted?: Noted): void;
  /** How often each refusal was noted by this process. */
  counts(): ReadonlyMap<RefusedLogCode, number>;
  /** Writes what was noted so far. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export type DeviceLogParts = { db: Kysely<RegionTables>; clock: Clock; log: Log };

/** Short enough to look at while a camera is tried, long enough that a thousand calls are one statement. */
const GATHER = seconds(1);
/** Lines of one device that wait to be written: what comes beyond is counted. */
const MOST_OF_DEVICE = 50;
/** Where so many wait of all devices each has a few, so that noisy ones leave room for the others; then nobody has more. */
const MANY = 5000;
const FEW_OF_DEVICE = 4;
const MOST = 20_000;

type Waiting = { lines: Map<string, HeardLine>; own: Map<string, number>; dropped: Map<string, HeardLine> };
const nothing = (): Waiting => ({ lines: new Map(), own: new Map(), dropped: new Map() });

export function openDeviceLog({ db, clock, log }: DeviceLogParts): DeviceLog {
  const counts = new Map<RefusedLogCode, number>();
  let waiting = nothing();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function gather(line: HeardLine): void {
    const { deviceId } = line;
    const key = `${deviceId} ${line.code} ${line.name} ${line.reason} ${line.detail}`;
    const alike = waiting.lines.get(key);
    if (alike) {
      alike.count += 1;
      return;
    }
    const own = waiting.own.get(deviceId) ?? 0;
    const { size } = waiting.lines;
    if (size < MOST && own < (size < MANY ? MOST_OF_DEVICE : FEW_OF_DEVICE)) {
      waiting.own.set(deviceId, own + 1);
      waiting.lines.set(key, line);
    } else drop(line);
  }

  /** A line says how many were not kept. */
  function drop({ deviceId, at }: HeardLine): void {
    const dropped = waiting.dropped.get(deviceId);
    if (dropped) dropped.count += 1;
    else if (waiting.dropped.size < MOST)
      waiting.dropped.set(deviceId, {
        ...{ deviceId, at, code: 'lines_dropped', name: '', reason: '', detail: '', count: 1 },
      });
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const lines = [...waiting.lines.values(), ...waiting.dropped.values()];
    waiting = nothing();
    if (lines.length > 0)
      writing = writing
        .then(() => storeLines(db, lines))
        .catch((err: unknown) => log.warn({ err, lines: lines.length }, 'device_log.not_written'));
    return writing;
  }

  return {
    note(deviceId, code, { name = '', reason = '', detail = '' } = {}) {
      if (isRefusedLogCode(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
      gather({ deviceId, at: clock.now(), code, name, reason, detail: storable(detail), count: 1 });
      timer ??= setTimeout(flush, GATHER).unref();
    },
    counts: () => counts,
    flush,
    close: flush,
  };
}
