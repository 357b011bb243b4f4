import { type KeysState, seconds } from '@kaitong/contract';
import { hasCode } from '../objects/local-disk/files.ts';
import { StoreError } from '../objects/store-error.ts';
import type { KeyRecords, KeyStore } from './key-store.ts';
import { type KeysProblem, KeysUnavailable } from './keys-unavailable.ts';

/** Nothing tells that a disk is well again but a write that works. */
const LATELY = seconds(30);

export type WatchOptions = {
  places: readonly { isShort(): Promise<boolean> }[];
  /** @throws KeysUnavailable where a copy is not there */
  check(): Promise<void>;
  /** Whether some record was found damaged. */
  isDamaged?: () => boolean;
  now?: () => number;
};

/** Keys can be written, read and erased: a damaged record is no reason to send everybody away. */
export const areUsable = (state: KeysState): boolean => state === 'well' || state === 'damaged';

/** The same records, whose trouble with disks is told as `KeysUnavailable` and remembered. */
export function watchKeys(
  records: KeyRecords,
  { places, check, isDamaged = () => false, now = () => performance.now() }: WatchOptions,
): KeyStore {
  let met: { problem: KeysProblem; at: number } | undefined;

  async function told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      met = { problem, at: now() };
      if (error instanceof KeysUnavailable) throw error;
      throw new KeysUnavailable(problem, `The keys of footage cannot be used: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  return {
    find: (name) => told(records.find(name)),
    put: (name, text) => told(records.put(name, text)),
    erase: (name) => told(records.erase(name)),
    list: (kind) => told(records.list(kind)),
    listErased: (kind) => told(records.listErased(kind)),
    removeGroup: (kind, group) => told(records.removeGroup(kind, group)),
    replaceAll: (kind, change) => told(records.replaceAll(kind, change)),
    async look(): Promise<KeysState> {
      if (met && now() - met.at < LATELY) return met.problem;
      try {
        await check();
        const short = await Promise.all(places.map((place) => place.isShort()));
        if (short.includes(true)) return 'full';
        return isDamaged() ? 'damaged' : 'well';
      } catch (error) {
        const problem = problemOf(error);
        if (problem === undefined) throw error;
        return problem;
      }
    },
  };
}

function problemOf(error: unknown): KeysProblem | undefined {
  if (error instanceof KeysUnavailable) return error.problem;
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) return 'full';
  if (error instanceof StoreError) return error.status === 507 || error.code === 'QuotaExceeded' ? 'full' : 'away';
  return error instanceof Error && 'syscall' in error ? 'away' : undefined;
}
