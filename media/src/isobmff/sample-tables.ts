import type { TrackFacts } from '../facts.ts';
import { isHeard, tellSample } from '../telling/tell.ts';
import { type Box, type Fields, findBox, listBoxes } from './boxes.ts';
import type { Sample } from './reader.ts';
import { timeInTable } from './sample-times.ts';

/** Counts that the file cannot hold; `declared` is what it says. */
export type Bomb = { box: string; declared: number; possible: number };

/** PCM has a table entry per sample: eight minutes of 8 kHz. More than that is an attempt to keep us busy. */
const MAX_SAMPLES = 4_000_000;

/** Calls `each` for every sample of a track that is not fragmented (ISO/IEC 14496-12, 8.6 and 8.7). */
export function forEachTableSample(
  file: Fields,
  stbl: Box,
  track: TrackFacts,
  each: (sample: Sample) => void,
): Bomb | undefined {
  const boxes = listBoxes(file, stbl.body, stbl.end);
  const sizes = findBox(boxes, 'stsz') ?? findBox(boxes, 'stz2');
  const toChunk = findBox(boxes, 'stsc');
  const chunks = findBox(boxes, 'stco') ?? findBox(boxes, 'co64');
  const durations = findBox(boxes, 'stts');
  const offsets = findBox(boxes, 'ctts');
  if (!sizes || !toChunk || !chunks || !durations) return undefined;
  const chunkBytes = chunks.type === 'co64' ? 8 : 4;
  const compact = sizes.type === 'stz2' ? file.u8(sizes.body + 7) : 32;
  const uniform = sizes.type === 'stsz' ? file.u32(sizes.body + 4) : 0;
  const count = file.u32(sizes.body + 8);
  const bomb =
    (uniform === 0 ? overfull(file, sizes, 8, compact / 8) : tooMany(file, sizes, count, uniform)) ??
    overfull(file, chunks, 4, chunkBytes) ??
    overfull(file, toChunk, 4, 12) ??
    overfull(file, durations, 4, 8) ??
    (offsets && overfull(file, offsets, 4, 8));
  if (bomb) return bomb;

  const sizeOf = (index: number): number => {
    if (uniform > 0) return uniform;
    if (compact === 32) return file.u32(sizes.body + 12 + index * 4);
    if (compact === 16) return file.u16(sizes.body + 12 + index * 2);
    const byte = file.u8(sizes.body + 12 + Math.floor((index * compact) / 8));
    return compact === 8 ? byte : index % 2 === 0 ? byte >> 4 : byte & 15;
  };
  const durationRuns = new Runs(file, durations);
  const offsetRuns = offsets && new Runs(file, offsets);
  const chunkCount = file.u32(chunks.body + 4);
  const groupCount = file.u32(toChunk.body + 4);
  let group = 0;
  let index = 0;
  let dts = 0;
  for (let chunk = 1; chunk <= chunkCount && index < count; chunk++) {
    while (group + 1 < groupCount && file.u32(toChunk.body + 8 + (group + 1) * 12) <= chunk) group++;
    const perChunk = file.u32(toChunk.body + 8 + group * 12 + 4);
    const at = chunks.body + 8 + (chunk - 1) * chunkBytes;
    let offset = chunkBytes === 8 ? file.u64(at) : file.u32(at);
    for (let i = 0; i < perChunk && index < count; i++, index++) {
      const size = sizeOf(index);
      const duration = durationRuns.next();
      if (isHeard() && track.kind === 'video')
        tellSample(offset, offset + size, () => timeInTable(file, durations, track.timescale, index));
      each({ track, offset, size, dts, duration, compositionOffset: offsetRuns?.next() ?? 0 });
      offset += size;
      dts += duration;
    }
  }
  return undefined;
}

/** Reads run-length tables (`stts`, `ctts`) one sample at a time: a run of 2^31 costs nothing. */
class Runs {
  private readonly file: Fields;
  private readonly box: Box;
  private readonly entries: number;
  private entry = 0;
  private left = 0;
  private value = 0;

  constructor(file: Fields, box: Box) {
    this.file = file;
    this.box = box;
    this.entries = file.u32(box.body + 4);
  }

  next(): number {
    while (this.left === 0 && this.entry < this.entries) {
      const at = this.box.body + 8 + this.entry++ * 8;
      this.left = this.file.u32(at);
      // Version 0 of ctts is unsigned by the letter, but encoders write negative offsets in it; stts never is that large.
      this.value = this.file.i32(at + 4);
    }
    if (this.left > 0) this.left--;
    return this.value;
  }
}

function overfull(file: Fields, box: Box, countAt: number, entryBytes: number): Bomb | undefined {
  const declared = file.u32(box.body + countAt);
  const possible = Math.floor((box.end - box.body - countAt - 4) / entryBytes);
  return declared > possible || declared > MAX_SAMPLES ? { box: box.type, declared, possible } : undefined;
}

/** Samples of one size have no table: the file itself limits their number. */
function tooMany(file: Fields, box: Box, count: number, size: number): Bomb | undefined {
  const possible = Math.min(Math.ceil(file.bytes.length / size), MAX_SAMPLES);
  return count > possible * 16 || count > MAX_SAMPLES ? { box: box.type, declared: count, possible } : undefined;
}
