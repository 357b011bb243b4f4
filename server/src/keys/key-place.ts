import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, unlessMissing, writeSynced } from '../objects/local-disk/files.ts';
import { type KeyBucket, openBucketCopy } from './bucket-copy.ts';
import { type KeyCopy, openKeyCopy } from './key-copy.ts';
import { isShortOfSpace } from './space.ts';

/** The first copy is read all the time and lies on a disk of ours; the second one may be in a bucket (decision 0208). */
export type KeyPlaces = { first: string; second: string | KeyBucket };

/** Where one copy of a store lies, or is to lie. */
export type KeyPlace = {
  /** As whoever has to care for it knows it. */
  name: string;
  open(): Promise<KeyCopy>;
  /** Whether there is a place at all, empty though it may be. */
  isThere(): Promise<boolean>;
  /** Which store this is a copy of. One that was not written whole, or is not whole any more, is none: the other copy has it. */
  readMark(): Promise<string | undefined>;
  writeMark(mark: string): Promise<void>;
  /** Whether somebody should make room. @throws where nothing can be written */
  isShort(): Promise<boolean>;
  /** The disk that it lies on, if that is one of this machine. */
  findDisk(): Promise<number | undefined>;
  /** What to do so that it is made anew out of the copy in the other place. */
  howToMake(other: KeyPlace): string;
};

/** Says that a place is one copy of this store: without it nothing may be read from it, or written to it. */
const MARK = 'store';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const asMark = (text: string | undefined): string | undefined => {
  const mark = text?.trim();
  return mark !== undefined && UUID.test(mark) ? mark : undefined;
};

/** Regions share no keys: each has a part of each place. */
export const placesOf = ({ first, second }: KeyPlaces, region: string): KeyPlaces => ({
  first: path.join(first, region),
  second: typeof second === 'string' ? path.join(second, region) : { ...second, prefix: `${second.prefix}${region}/` },
});

export const nameOf = (where: KeyPlaces['second']): string =>
  typeof where === 'string' ? where : `s3://${where.bucket}/${where.prefix}`.replace(/\/$/, '');

export const toPlace = (where: KeyPlaces['second']): KeyPlace =>
  typeof where === 'string' ? inFolder(where) : inBucket(where);

function inFolder(folder: string): KeyPlace {
  return {
    name: nameOf(folder),
    open: () => openKeyCopy(folder),
    isThere: async () => (await stat(folder).catch(unlessMissing))?.isDirectory() ?? false,
    readMark: async () => asMark(await readFile(path.join(folder, MARK), 'utf8').catch(unlessMissing)),
    async writeMark(mark) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeSynced(path.join(folder, MARK), `${mark}\n`, 'w');
      await syncFolder(folder);
      await syncFolder(path.dirname(folder));
    },
    isShort: () => isShortOfSpace(folder),
    findDisk: async () => (await stat(folder)).dev,
    // A folder that is there and empty is filled out of the other copy.
    howToMake: (other) =>
      other.name.startsWith('s3://')
        ? `Bring its disk back, or let it be made anew from ${other.name}: mkdir -p '${folder}'`
        : `Bring its disk back, or make it anew from the other one: mkdir -p '${path.dirname(folder)}' && cp -a '${other.name}' '${folder}'`,
  };
}

function inBucket(bucket: KeyBucket): KeyPlace {
  const copy = openBucketCopy(bucket);
  return {
    name: nameOf(bucket),
    async open() {
      await copy.checkVersions();
      return copy;
    },
    isThere: () => copy.isThere(),
    readMark: async () => asMark(await copy.readText(MARK)),
    async writeMark(mark) {
      await copy.checkVersions(); // before anything says that this is a copy
      await copy.writeText(MARK, `${mark}\n`);
    },
    isShort: async () => false, // a store has no end that it would tell
    findDisk: async () => undefined,
    howToMake: (other) =>
      `Correct KAITONG_KEYS_COPY, or make the bucket anew, without versions: it is filled from ${other.name} by the next start.`,
  };
}
