import { createHash } from 'node:crypto';
import type { KeysState } from '@kaitong/contract';
import { type Found, type KeyCopy, RECORD_KINDS, type RecordKind } from './key-copy.ts';
import { KeysUnavailable } from './keys-unavailable.ts';
import { sealRecord } from './record-text.ts';

/**
 * Keys of footage, outside the database and its archives: two copies, and never an older state of either. What is written
 * is in both before a call resolves, and what is erased is erased in both. Whoever is killed in between leaves what `heal`
 * finishes: erased in one is erased, written in one is written.
 */
export type KeyRecords = {
  /** Of a record that is damaged or gone in one copy the other says what it was, and it is put back. */
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

/** `mended`: damaged in one copy, and whole again out of the other; `lost`: damaged in what there is of it. By name. */
export type Healed = { completed: number; erased: number; mended: string[]; lost: string[] };

/** Told of a record that one of the disks did not give back as it was written. */
export type OnDamage = (name: string, is: 'mended' | 'kept_once' | 'lost') => void;

/**
 * @param check rejects where one of the copies is not there, as when a disk was taken away
 */
export function createKeyStore(
  first: KeyCopy,
  second: KeyCopy,
  check: () => Promise<void>,
  onDamage: OnDamage = () => {},
): KeyRecords {
  const listOf = async (kind: RecordKind, wanted: 'kept' | 'erased'): Promise<string[]> => {
    await check();
    return [...(await first.list(kind))].flatMap(([name, state]) => (state === wanted ? name : []));
  };
  return {
    async find(name) {
      const here = await first.read(name);
      if (here.is === 'kept') return here.text;
      if (here.is === 'erased') return undefined;
      await check(); // where a disk was taken away nothing is found either
      const there = await second.read(name);
      if (there.is === 'kept') {
        const put = first.mend(name, there.text).then(() => 'mended' as const);
        onDamage(name, await put.catch(() => 'kept_once' as const)); // who reads need not wait for a disk with room
        return there.text;
      }
      if (there.is === 'erased' || !isDamaged(here, there)) return undefined;
      onDamage(name, 'lost');
      throw new KeysUnavailable('damaged', lostRecord(name));
    },
    // Who reads, reads the first copy: what can be read there is in the second already.
    async put(name, text) {
      await check();
      const isNew = (await second.read(name)).is === 'absent';
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
          const found = await copy.read(name);
          const anew = found.is === 'kept' ? change(name, found.text) : undefined;
          if (anew !== undefined) await copy.replace(name, anew);
        }
    },
  };
}

const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');

const isDamaged = (...copies: Found[]): boolean => copies.some(({ is }) => is === 'damaged');

const lostRecord = (name: string): string =>
  `The record ${name} is damaged in what there is of the keys of footage. Put its file back out of a copy of either folder; where there is none, take it out of both, and what it said is lost.`;

/** So many are looked at at once. */
const AT_ONCE = 32;

/** Makes both copies the same, to the safe side, and reads every record for it. Others may write and erase meanwhile. */
export async function heal(first: KeyCopy, second: KeyCopy): Promise<Healed> {
  const healed: Healed = { completed: 0, erased: 0, mended: [], lost: [] };
  for (const kind of RECORD_KINDS) {
    const [here, there] = [await first.list(kind), await second.list(kind)];
    const sums = (await second.listSums?.(kind)) ?? new Map<string, string>();
    const names = [...new Set([...here.keys(), ...there.keys()])];
    const settle = async (name: string): Promise<void> => {
      const sides = [
        { copy: first, state: here.get(name) },
        { copy: second, state: there.get(name) },
      ];
      if (!sides.some(({ state }) => state === 'erased' || state === 'restored'))
        return await complete(name, first, second, healed, sums.get(name));
      for (const { copy, state } of sides) {
        if (state === 'erased') continue;
        await copy.erase(name);
        healed.erased += 1;
      }
    };
    for (let from = 0; from < names.length; from += AT_ONCE)
      await Promise.all(names.slice(from, from + AT_ONCE).map(settle));
  }
  return healed;
}

/**
 * Of a record that nobody erased: what one copy says, both say.
 *
 * @param sum of what lies in the second copy, where that is known already
 */
async function complete(name: string, first: KeyCopy, second: KeyCopy, healed: Healed, sum?: string): Promise<void> {
  const here = await first.read(name);
  if (here.is === 'kept' && sum !== undefined && sum === md5Of(sealRecord(name, here.text))) return;
  const there = await second.read(name);
  const whole = [here, there].find((found) => found.is === 'kept');
  if (whole === undefined && isDamaged(here, there)) healed.lost.push(name);
  if (whole === undefined) return; // erased just now, by somebody who erases it in both
  for (const [copy, { is }] of [
    [first, here],
    [second, there],
  ] as const) {
    if (is === 'absent') {
      await copy.put(name, whole.text);
      healed.completed += 1;
    }
    if (is === 'damaged') {
      await copy.mend(name, whole.text);
      healed.mended.push(name);
    }
  }
}
