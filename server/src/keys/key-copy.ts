import { randomUUID } from 'node:crypto';
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  unlink,
} from 'node:fs/promises';
import path from 'node:path';
import { hours } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import {
  hasCode,
  isUnreadable,
  syncFolder,
  unlessMissing,
  unlessUnreadable,
  writeSynced,
} from '../objects/local-disk/files.ts';
import { createDurableFolders } from '../objects/local-disk/folders.ts';
import { openRecord, sealRecord } from './record-text.ts';

/** Keys of (owner, device), and what was deleted for good: recordings, and accounts. */
export const RECORD_KINDS = ['keys', 'deletions', 'accounts'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** `restored`: erased, and its bytes lie there again, from wherever. */
export type RecordState = 'kept' | 'erased' | 'restored';

/** `damaged`: its disk gives back other bytes than were written, or none. */
export type Found = { is: 'kept'; text: string } | { is: 'absent' | 'erased' | 'damaged' };

/**
 * One of the two places where keys lie. A record is written once and whole, under a name of three parts (`keys/3f/…`);
 * once it is erased it stays so: whatever brings its bytes back, they are not read and go with the next erasure.
 */
export type KeyCopy = {
  read(name: string): Promise<Found>;
  /** Of a name that is there already nothing changes. */
  put(name: string, text: string): Promise<void>;
  /** Takes back what was written just now and nobody was told of. */
  withdraw(name: string): Promise<void>;
  /** A record that is there, and not erased, says `text` from now on; what it said is overwritten. */
  replace(name: string, text: string): Promise<void>;
  /** A record that is damaged or gone says `text`, as the other copy does. */
  mend(name: string, text: string): Promise<void>;
  /** Its bytes are overwritten before its file is emptied. One that never was here is erased all the same. */
  erase(name: string): Promise<void>;
  /** By name. */
  list(kind: RecordKind): Promise<Map<string, RecordState>>;
  /** MD5 of what lies here of each record, where that is told without reading it: those that are as they should be are not read. */
  listSums?(kind: RecordKind): Promise<ReadonlyMap<string, string>>;
  /** Removes records of a kind as a group, at once: for what only had a time. */
  removeGroup(kind: RecordKind, group: string): Promise<void>;
};

export const KEPT = '.kept';
export const ERASED = '.erased';
const NAME = new RegExp(`^(${RECORD_KINDS.join('|')})/[a-z0-9]+/[a-z0-9]+(\\.[a-z0-9]+)*$`);

/** @throws RangeError of what is no name, and might lead out of the copy */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw new RangeError(`not the name of a record: ${name}`);
}

/** What lies in a copy, told by the names of its files. */
export function groupListed(files: readonly string[]): Map<string, RecordState> {
  const namesOf = (end: string) => files.flatMap((file) => (file.endsWith(end) ? file.slice(0, -end.length) : []));
  const found = new Map<string, RecordState>(namesOf(KEPT).map((name) => [name, 'kept']));
  for (const name of namesOf(ERASED)) found.set(name, found.has(name) ? 'restored' : 'erased');
  return found;
}

/**
 * A copy as files below `folder`, each synced before a call resolves. Several processes may share it. What one writes lies in
 * `stages` until it is whole; who is killed then leaves it there, so each names its record, and goes with its erasure.
 */
export async function openKeyCopy(folder: string): Promise<KeyCopy> {
  const stages = path.join(folder, 'stages');
  await mkdir(stages, { recursive: true, mode: 0o700 });
  await dropForgotten(stages);
  const folders = createDurableFolders(folder);

  const fileOf = (name: string): string => {
    checkName(name);
    return path.join(folder, name);
  };

  const stagesOf = (name: string): string => `${name.replaceAll('/', '_')}~`;
  const newStage = (name: string): string => path.join(stages, stagesOf(name) + randomUUID());

  /** For who finds a stage of its own gone: only whoever erases the record takes it. */
  const unlessErased =
    (file: string) =>
    async (error: unknown): Promise<void> => {
      if (!hasCode(error, 'ENOENT') || !(await isThere(file + ERASED))) throw error;
    };

  /** @param before what says something else now, to be overwritten once this says `text` */
  const rewrite = async (name: string, text: string, before: FileHandle | undefined): Promise<void> => {
    const file = fileOf(name);
    const stage = newStage(name);
    try {
      await writeSynced(stage, sealRecord(name, text), 'wx');
      await rename(stage, file + KEPT).catch(unlessErased(file));
      await syncFolder(path.dirname(file));
      if (before) await overwrite(before).catch(unlessUnreadable);
    } finally {
      await before?.close();
      await rm(stage, { force: true });
    }
    if (await isThere(file + ERASED)) await empty(file); // as in `put`
  };

  const look = async (name: string): Promise<Found> => {
    const file = fileOf(name);
    const lying = await readLying(file + KEPT);
    if (await isThere(file + ERASED)) return { is: 'erased' };
    if (lying === undefined) return { is: 'absent' };
    const text = lying === null ? undefined : openRecord(name, lying);
    return text === undefined ? { is: 'damaged' } : { is: 'kept', text };
  };

  return {
    async read(name) {
      const found = await look(name);
      return found.is === 'damaged' ? await look(name) : found; // what was replaced in this moment is overwritten
    },

    async put(name, text) {
      const file = fileOf(name);
      await folders.ensure(path.dirname(file));
      const stage = newStage(name);
      try {
        await writeSynced(stage, sealRecord(name, text), 'wx');
        await link(stage, file + KEPT).catch(async (error: unknown) => {
          if (!hasCode(error, 'EEXIST')) await unlessErased(file)(error);
        });
      } finally {
        await rm(stage, { force: true });
      }
      await syncFolder(path.dirname(file));
      // Erased by another process meanwhile: either it saw our file and emptied it, or we see its mark.
      if (await isThere(file + ERASED)) await empty(file);
    },

    async withdraw(name) {
      const file = fileOf(name);
      await unlink(file + KEPT).catch(unlessMissing);
      await syncFolder(path.dirname(file)).catch(unlessMissing);
    },

    async replace(name, text) {
      const before = await open(fileOf(name) + KEPT, 'r+').catch(unlessMissing);
      if (before) await rewrite(name, text, before);
    },

    async mend(name, text) {
      const file = fileOf(name);
      await folders.ensure(path.dirname(file));
      const before = await open(file + KEPT, 'r+').catch((error) =>
        isUnreadable(error) ? undefined : unlessMissing(error),
      );
      await rewrite(name, text, before);
    },

    async erase(name) {
      const file = fileOf(name);
      await folders.ensure(path.dirname(file));
      await writeSynced(file + ERASED, '', 'a');
      await syncFolder(path.dirname(file));
      await empty(file);
      const left = (await namesIn(stages)).filter((stage) => stage.startsWith(stagesOf(name)));
      for (const stage of left) await destroy(path.join(stages, stage));
    },

    async list(kind) {
      const files: string[] = [];
      for (const group of await namesIn(path.join(folder, kind)))
        for (const file of await namesIn(path.join(folder, kind, group))) files.push(`${kind}/${group}/${file}`);
      return groupListed(files);
    },

    async removeGroup(kind, group) {
      await rm(path.join(folder, kind, group), { recursive: true, force: true });
      folders.forget();
      await syncFolder(path.join(folder, kind)).catch(unlessMissing);
    },
  };
}

/** Takes the bytes of a record that is marked as erased off the disk, as far as a file system lets a program do that. */
const empty = async (file: string): Promise<void> => await destroy(file + KEPT);

async function destroy(doomed: string): Promise<void> {
  const handle = await open(doomed, 'r+').catch(unlessMissing);
  if (!handle) return;
  try {
    await overwrite(handle);
  } finally {
    await handle.close();
  }
  await truncate(doomed, 0).catch(unlessMissing);
  await unlink(doomed).catch(unlessMissing);
  await syncFolder(path.dirname(doomed));
}

/** Nobody writes for so long: who staged it was killed, and what it is of was never told to anybody. */
const FORGOTTEN = hours(24);

async function dropForgotten(stages: string): Promise<void> {
  for (const name of await namesIn(stages)) {
    const file = path.join(stages, name);
    const { mtimeMs = Number.POSITIVE_INFINITY } = (await stat(file).catch(unlessMissing)) ?? {};
    if (systemClock.now().getTime() - mtimeMs > FORGOTTEN) await destroy(file);
  }
}

async function overwrite(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  await handle.write(new Uint8Array(size), 0, size, 0);
  await handle.datasync();
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessMissing)) ?? [];
}

const isThere = async (file: string): Promise<boolean> => (await stat(file).catch(unlessMissing)) !== undefined;
/** Null: it is there and cannot be read. */
const readLying = async (file: string): Promise<string | null | undefined> =>
  await readFile(file, 'utf8').catch((error) => (isUnreadable(error) ? null : unlessMissing(error)));
