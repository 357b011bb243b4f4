import { milliseconds } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import type { HeardStatus } from './heard-status.ts';
import { recordStatuses } from './record-statuses.ts';

/** Short against a device's round trip, long enough to gather what thousands of heartbeats bring. */
const GATHER = milliseconds(15);
const LARGEST_BATCH = 500;

export type StatusBatches = {
  /** Resolves when the status is stored; to `false` if the device is not paired here any more. */
  record(status: HeardStatus): Promise<boolean>;
};

type Waiting = { status: HeardStatus; resolve: (isPaired: boolean) => void; reject: (error: unknown) => void };

/** Gathers status messages of one region into few transactions: a commit per heartbeat would be the first thing to give way. */
export function createStatusBatches(context: Pick<RegionContext, 'db' | 'hooks'>): StatusBatches {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    recordStatuses(
      context,
      batch.map(({ status }) => status),
    ).then(
      (strangers) => {
        for (const { status, resolve } of batch) resolve(!strangers.has(status.deviceId));
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
  }

  return {
    record: (status) =>
      new Promise((resolve, reject) => {
        waiting.push({ status, resolve, reject });
        if (waiting.length >= LARGEST_BATCH) flush();
        else timer ??= setTimeout(flush, GATHER);
      }),
  };
}
