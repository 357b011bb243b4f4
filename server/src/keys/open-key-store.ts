import { randomUUID } from 'node:crypto';
import { StoreError } from '../objects/store-error.ts';
import { type KeyPlace, type KeyPlaces, toPlace } from './key-place.ts';
import { createKeyStore, type Healed, heal, type KeyStore, type OnDamage } from './key-store.ts';
import { KeyStoreError, KeysUnavailable } from './keys-unavailable.ts';
import { watchKeys } from './watch-keys.ts';

type KeyStoreOptions = {
  isNeeded: boolean;
  inTurn?: (work: () => Promise<string>) => Promise<string>;
  onDamage?: OnDamage;
};

/**
 * The store in these places, healed. A folder that is missing is made only where none of both is there and nothing is
 * known to be in it: an empty place of a disk that was taken away would be taken for a copy. One that is there and
 * empty was made by somebody who wants it filled; so was a bucket.
 *
 * @param isNeeded whether there is footage that only keys in here open
 * @param inTurn does a short work while no other process does it
 * @param onDamage told of records that are found damaged later on
 * @throws KeyStoreError
 */
export async function openKeyStore(
  where: KeyPlaces,
  options: KeyStoreOptions,
): Promise<{ keys: KeyStore; healed: Healed; onOneDisk: boolean }> {
  try {
    return await open([toPlace(where.first), toPlace(where.second)], options);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new KeyStoreError(
      `The second copy of the keys of footage cannot be used. ${error.message} See that the store runs, that KAITONG_S3_ENDPOINT leads to it, and that the user of KAITONG_S3_ACCESS_KEY may list, read, write and delete in the bucket of KAITONG_KEYS_COPY, and ask it for its versions.`,
      { cause: error },
    );
  }
}

type Places = readonly [KeyPlace, KeyPlace];

async function open(
  places: Places,
  { isNeeded, inTurn = (work) => work(), onDamage = () => {} }: KeyStoreOptions,
): Promise<{ keys: KeyStore; healed: Healed; onOneDisk: boolean }> {
  // Half made, a store would be a lost one to others that start. Healing reads every record, and all may do that at once.
  const mark = await inTurn(() => agree(places, isNeeded));
  const check = async (): Promise<void> => {
    for (const place of places)
      if ((await place.readMark()) !== mark)
        throw new KeysUnavailable(
          'away',
          `The copy of the keys in ${place.name} is not there any more. Bring it back.`,
        );
  };
  const [first, second] = [await places[0].open(), await places[1].open()];
  const healed = await heal(first, second);
  const [here, there] = [await places[0].findDisk(), await places[1].findDisk()];
  let isDamaged = healed.mended.length + healed.lost.length > 0;
  const records = createKeyStore(first, second, check, (name, is) => {
    isDamaged = true;
    onDamage(name, is);
  });
  const keys = watchKeys(records, { places, check, isDamaged: () => isDamaged });
  return { keys, healed, onOneDisk: here !== undefined && here === there };
}

async function agree([first, second]: Places, isNeeded: boolean): Promise<string> {
  const [here, there] = [await first.readMark(), await second.readMark()];
  if (here !== undefined && here === there) return here;
  if (here !== undefined && there !== undefined)
    throw new KeyStoreError(
      `${first.name} and ${second.name} hold the keys of two different platforms. Name the copy that belongs here: KAITONG_KEYS, KAITONG_KEYS_COPY.`,
    );
  const [isHere, isThere] = [await first.isThere(), await second.isThere()];
  if (here !== undefined && !isThere) throw lost(second, first);
  if (there !== undefined && !isHere) throw lost(first, second);
  if (here === undefined && there === undefined && isNeeded && !(isHere && isThere))
    throw new KeyStoreError(
      `The keys of footage are missing in ${first.name} and in ${second.name}, and nothing opens what was recorded without them. Put a copy back. If none is left, make both places empty (for folders: mkdir -p '${first.name}' '${second.name}'): everything else goes on, and what was recorded until now stays unreadable.`,
    );
  const mark = here ?? there ?? randomUUID();
  for (const place of [second, first]) await place.writeMark(mark);
  return mark;
}

const lost = (missing: KeyPlace, left: KeyPlace): KeyStoreError =>
  new KeyStoreError(`The copy of the keys in ${missing.name} is not there. ${missing.howToMake(left)}`);
