import { randomUUID } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, unlessMissing, writeSynced } from '../objects/local-disk/files.ts';
import { openKeyCopy } from './key-copy.ts';
import { createKeyStore, type Healed, heal, type KeyStore, type OnDamage } from './key-store.ts';
import { KeysUnavailable } from './keys-unavailable.ts';
import { watchKeys } from './watch-keys.ts';

/** The keys cannot be used. `message` is for the operator. */
export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError';
}

export type KeyFolders = { first: string; second: string };

type KeyStoreOptions = {
  isNeeded: boolean;
  inTurn?: (work: () => Promise<string>) => Promise<string>;
  onDamage?: OnDamage;
};

/** Says that a folder is one copy of this store: without it nothing may be read from a folder, or written to it. */
const MARK = 'store';

/**
 * The store in these folders, healed. A folder that is missing is made only where none of both is there and nothing is
 * known to be in it: an empty place of a disk that was taken away would be taken for a copy. One that is there and
 * empty was made by somebody who wants it filled.
 *
 * @param isNeeded whether there is footage that only keys in here open
 * @param inTurn does a short work while no other process does it
 * @param onDamage told of records that are found damaged later on
 * @throws KeyStoreError
 */
export async function openKeyStore(
  folders: KeyFolders,
  { isNeeded, inTurn = (work) => work(), onDamage = () => {} }: KeyStoreOptions,
): Promise<{ keys: KeyStore; healed: Healed; onOneDisk: boolean }> {
  // Half made, a store would be a lost one to others that start. Healing reads every record, and all may do that at once.
  const mark = await inTurn(() => agree(folders, isNeeded));
  const check = async (): Promise<void> => {
    for (const folder of [folders.first, folders.second])
      if ((await readMark(folder)) !== mark)
        throw new KeysUnavailable(
          'away',
          `The copy of the keys in ${folder} is not there any more. Bring its disk back.`,
        );
  };
  const [first, second] = [await openKeyCopy(folders.first), await openKeyCopy(folders.second)];
  const healed = await heal(first, second);
  const [here, there] = [await stat(folders.first), await stat(folders.second)];
  let isDamaged = healed.mended.length + healed.lost.length > 0;
  const records = createKeyStore(first, second, check, (name, is) => {
    isDamaged = true;
    onDamage(name, is);
  });
  const keys = watchKeys(records, { folders: [folders.first, folders.second], check, isDamaged: () => isDamaged });
  return { keys, healed, onOneDisk: here.dev === there.dev };
}

async function agree(folders: KeyFolders, isNeeded: boolean): Promise<string> {
  const { first, second } = folders;
  const [here, there] = [await readMark(first), await readMark(second)];
  if (here !== undefined && here === there) return here;
  if (here !== undefined && there !== undefined)
    throw new KeyStoreError(
      `${first} and ${second} hold the keys of two different platforms. Name the copy that belongs here: KAITONG_KEYS, KAITONG_KEYS_COPY.`,
    );
  const [isHere, isThere] = [await isFolder(first), await isFolder(second)];
  if (here !== undefined && !isThere) throw lost(second, first);
  if (there !== undefined && !isHere) throw lost(first, second);
  if (here === undefined && there === undefined && isNeeded && !(isHere && isThere))
    throw new KeyStoreError(
      `The keys of footage are missing in ${first} and in ${second}, and nothing opens what was recorded without them. Put a copy back. If none is left, make both folders empty (mkdir -p '${first}' '${second}'): everything else goes on, and what was recorded until now stays unreadable.`,
    );
  const mark = here ?? there ?? randomUUID();
  for (const folder of [second, first]) await writeMark(folder, mark);
  return mark;
}

const lost = (missing: string, left: string): KeyStoreError =>
  new KeyStoreError(
    `The copy of the keys in ${missing} is not there. Bring its disk back, or make it anew from the other one: mkdir -p '${path.dirname(missing)}' && cp -a '${left}' '${missing}'`,
  );

/** One that was not written whole, or is not whole any more, is none: the other copy has it. */
async function readMark(folder: string): Promise<string | undefined> {
  const mark = (await readFile(path.join(folder, MARK), 'utf8').catch(unlessMissing))?.trim();
  return mark !== undefined && UUID.test(mark) ? mark : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function writeMark(folder: string, mark: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeSynced(path.join(folder, MARK), `${mark}\n`, 'w');
  await syncFolder(folder);
  await syncFolder(path.dirname(folder));
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(unlessMissing))?.isDirectory() ?? false;
}
