import { stat } from 'node:fs/promises';
import { hours } from '@kaitong/contract';
import type { Clock } from '../../clock.ts';
import type { ObjectState, StoredAs } from '../object-store.ts';
import { isMissing, isUnreadable, sha256OfFile } from './files.ts';

/** Disks lose bits without saying so; within a day of a look the odds of that are nobody's worry. */
const FRESH = hours(24);
/** 10 MB; a forgotten look costs one more. */
const MOST_REMEMBERED = 100_000;

export type Looks = {
  /** Compares size and hash, the hash unless a look of the last day found it whole. What cannot be read is damaged. */
  check(key: string, file: string, stored: StoredAs): Promise<ObjectState>;
  /** It was hashed while it was stored. */
  note(key: string): void;
  /** Something of it could not be read: the next look is a whole one. */
  forget(key: string): void;
};

/** What one process has seen of its objects; after a restart it looks anew. */
export function createLooks(clock: Pick<Clock, 'now'>): Looks {
  const seenAt = new Map<string, number>();

  function note(key: string): void {
    seenAt.delete(key);
    seenAt.set(key, clock.now().getTime());
    const [oldest] = seenAt.keys();
    if (seenAt.size > MOST_REMEMBERED && oldest !== undefined) seenAt.delete(oldest);
  }

  async function compare(key: string, file: string, { bytes, sha256 }: StoredAs): Promise<ObjectState> {
    const found = await stat(file);
    if (!found.isFile() || found.size !== bytes) return 'damaged';
    const seen = seenAt.get(key);
    if (seen !== undefined && clock.now().getTime() - seen < FRESH) return 'whole';
    if ((await sha256OfFile(file)) !== sha256) return 'damaged';
    note(key);
    return 'whole';
  }

  return {
    note,
    forget: (key) => void seenAt.delete(key),
    async check(key, file, stored) {
      try {
        return await compare(key, file, stored);
      } catch (error) {
        if (isMissing(error)) return 'missing';
        if (isUnreadable(error)) return 'damaged';
        throw error;
      }
    },
  };
}
