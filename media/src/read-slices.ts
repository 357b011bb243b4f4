import { SliceWalker } from './bitstream/h265/slice-data/slice-walker.ts';
import type { NalListener } from './bitstream/video-track.ts';
import { type IsoReading, readIsobmff } from './isobmff/reader.ts';
import { readTs } from './mpeg-ts/reader.ts';
import type { Ports } from './ports.ts';

/** What reading the coded pictures of one object from end to end has shown. */
export type SlicesRead = {
  /** Pictures that were read; of a large object only some are. */
  pictures: number;
  /** Those whose data do not end where they should, or cannot be. */
  damaged: number;
  /** Index of each damaged picture among all of the object, in decoding order; of very many the first ones. */
  damagedAt: number[];
};

/** As many as five minutes have seconds, and more. */
const MOST_DAMAGED_NAMED = 500;

/** Of slices that are read: a second of processor time, about. */
const MOST_BYTES = 4 * 1024 * 1024;

type Picture = { index: number; isKey: boolean; segments: Uint8Array[]; bytes: number };
type Unit = Picture | { set: 'sps' | 'pps'; nal: Uint8Array };

/**
 * Reads the entropy-coded data of H.265 pictures, which decoders let pass when it is damaged: they make a garbled picture
 * of it without a word. `bytes` is a whole file, or an init segment with its segments. Null where nothing can be said:
 * another codec, missing parameter sets, a profile that cameras do not use. Of more than `mostBytes` of slices a part is read.
 */
export function readSlices(
  bytes: Uint8Array,
  container: 'ts' | 'mp4',
  ports: Ports,
  mostBytes = MOST_BYTES,
): SlicesRead | null {
  const units: Unit[] = [];
  const pictures: Picture[] = [];
  const listener: NalListener = (nal, reading) => {
    if (reading.is === 'parameter-set' && reading.set !== 'vps') units.push({ set: reading.set, nal });
    if (reading.is !== 'slice') return;
    let picture = pictures.at(-1);
    if (!picture || reading.startsPicture) {
      picture = { index: pictures.length, isKey: reading.key !== null, segments: [], bytes: 0 };
      pictures.push(picture);
      units.push(picture);
    }
    picture.segments.push(nal);
    picture.bytes += nal.length;
  };
  const reading =
    container === 'ts'
      ? readTs(bytes, undefined, ports, listener)
      : withOneDescription(readIsobmff(bytes, {}, ports, listener));
  if (reading?.video?.codec !== 'h265') return null;
  return readChosen(units, choose(pictures, mostBytes));
}

/** Each description of samples has parameter sets of its own, and only the first one's are known. */
const withOneDescription = (reading: IsoReading): IsoReading | null => (reading.manyDescriptions ? null : reading);

function readChosen(units: readonly Unit[], chosen: ReadonlySet<Picture>): SlicesRead | null {
  const walker = new SliceWalker();
  const read: SlicesRead = { pictures: 0, damaged: 0, damagedAt: [] };
  for (const unit of units) {
    if ('set' in unit) {
      if (unit.set === 'sps') walker.readSequenceSet(unit.nal);
      else walker.readPictureSet(unit.nal);
    } else if (chosen.has(unit)) {
      const readings = unit.segments.map((segment) => walker.readSegment(segment));
      if (readings.includes('unknown')) continue;
      read.pictures++;
      if (!readings.includes('damaged') && walker.isPictureComplete) continue;
      read.damaged++;
      if (read.damagedAt.length < MOST_DAMAGED_NAMED) read.damagedAt.push(unit.index);
    }
  }
  return read.pictures > 0 ? read : null;
}

/** All pictures, or as many as there is time for, spread evenly: first key pictures, which all others build on. */
function choose(pictures: readonly Picture[], mostBytes: number): Set<Picture> {
  const keys = spread(
    pictures.filter(({ isKey }) => isKey),
    mostBytes,
  );
  const others = spread(
    pictures.filter(({ isKey }) => !isKey),
    mostBytes - sizeOf(keys),
  );
  return new Set([...keys, ...others]);
}

function spread(pictures: readonly Picture[], mostBytes: number): Picture[] {
  const step = Math.max(1, sizeOf(pictures) / Math.max(1, mostBytes));
  return pictures.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step));
}

const sizeOf = (pictures: readonly Picture[]): number => pictures.reduce((sum, { bytes }) => sum + bytes, 0);
