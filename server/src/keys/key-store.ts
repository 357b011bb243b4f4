import type { KeysState } from '@kaitong/contract';
import { type KeyCopy, RECORD_KINDS, type RecordKind } from './key-copy.ts';

/**
 * Keys of footage, outside the database and its archives: two copies, and never an older state of either. What is written
 * is in both before a call resolves, and what is erased is erased in both. Whoever is killed in between leaves what `heal`
 * finishes: erased in one is erased, written in one is written.
 */
export type KeyRecords = {
  find(name: string): Promise<string | undefined>;
  /** In both copies, or in none where it rejects and the process and the other disk go on. */
  put(name: string, text: string): Promise<void>;
  erase(name: string): Promise<void>;
  /** Names of a kind that are kept. */
  list(kind: RecordKind): Promise<string[]>;
  /** Names of a kind that were erased. */
  listErased(kind: RecordKind): Promise<string[]>;
  removeGroup(kind: RecordKind, group: string): Promise<void>;
  /** Each record of a kind, in each copy, says what `change` makes of it; undefined leaves it. Erased ones stay erased. */
  replaceAll(kind: RecordKind, change: (name: string, text: string) => string | undefined): Promise<void>;
};

/** @throws KeysUnavailable where a disk is full, fails or was taken away */
export type KeyStore = KeyRecords & {
  /** What whoever has to care for the disks is to be told. */
  look(): Promise<KeysState>;
};

export type Healed = { completed: number; erased: number };

/** @param check rejects where one of the copies is not there, as when a disk was taken away */
export function createKeyStore(first: KeyCopy, second: KeyCopy, check: () => Promise<void>): KeyRecords {
  const listOf = async (kind: RecordKind, wanted: 'kept' | 'erased'): Promise<string[]> => {
    await check();
    return [...(await first.list(kind))].flatMap(([name, state]) => (state === wanted ? name : []));
  };
  return {
    async find(name) {
      const text = await first.find(name);
      if (text === undefined) await check(); // where a disk was taken away nothing is found either
      return text;
    },
    // Who reads, reads the first copy: what can be read there is in the second already.
    async put(name, text) {
      await check();
      const isNew = (await second.find(name)) === undefined;
      try {
        await second.put(name, text);
        await first.put(name, text);
      } catch (error) {
        // Whoever is told that nothing was deleted must not miss it after the next start.
        if (isNew) for (const copy of [first, second]) await copy.withdraw(name).catch(() => {});
        throw error;
      }
    },
    async erase(name) {
      await check();
      await first.erase(name);
      await second.erase(name);
    },
    list: (kind) => listOf(kind, 'kept'),
    listErased: (kind) => listOf(kind, 'erased'),
    async removeGroup(kind, group) {
      await check();
      await second.removeGroup(kind, group);
      await first.removeGroup(kind, group);
    },
    async replaceAll(kind, change) {
      await check();
      for (const copy of [second, first])
        for (const name of (await copy.list(kind)).keys()) {
          const text = await copy.find(name);
          const anew = text === undefined ? undefined : change(name, text);
          if (anew !== undefined) await copy.replace(name, anew);
        }
    },
  };
}

/** Makes both copies the same, to the safe side. Others may write and erase meanwhile. */
export async function heal(first: KeyCopy, second: KeyCopy): Promise<Healed> {
  const healed = { completed: 0, erased: 0 };
  for (const kind of RECORD_KINDS) {
    const [here, there] = [await first.list(kind), await second.list(kind)];
    for (const name of new Set([...here.keys(), ...there.keys()])) {
      const sides = [
        { copy: first, other: second, state: here.get(name) },
        { copy: second, other: first, state: there.get(name) },
      ];
      const isErased = sides.some(({ state }) => state === 'erased' || state === 'restored');
      for (const { copy, other, state } of sides) {
        if (isErased && state !== 'erased') {
          await copy.erase(name);
          healed.erased += 1;
        }
        if (isErased || state !== undefined) continue;
        const text = await other.find(name);
        if (text === undefined) continue; // erased just now, by somebody who erases it here as well
        await copy.put(name, text);
        healed.completed += 1;
      }
    }
  }
  return healed;
}
