import type { InitFacts, TrackFacts } from '../facts.ts';
import { fromHex } from '../hex.ts';
import { type Box, Fields, findBox, listBoxes } from '../isobmff/boxes.ts';
import { Fragments } from '../isobmff/fragments.ts';
import { type Movie, readMovie } from '../isobmff/movie.ts';
import type { Sample as TableSample } from '../isobmff/reader.ts';
import { forEachTableSample } from '../isobmff/sample-tables.ts';
import { CodedPictures } from './coded-pictures.ts';
import { renamed, videoEntry } from './sample-entries.ts';
import { type SampleTrack, TICKS } from './samples.ts';

/** Pictures and AAC of one MP4, or of fragments after their init segment. */
export function demuxMp4(bytes: Uint8Array, init: Uint8Array | undefined): SampleTrack[] {
  const head = new Fields(init ?? bytes);
  const file = new Fields(bytes);
  const moov = findBox(listBoxes(head, 0, head.bytes.length), 'moov');
  const movie = moov && readMovie(head, moov, ignore);
  if (!movie) return [];
  const wanted = [
    movie.facts.tracks.find((track) => track.kind === 'video' && isVideo(track)),
    movie.facts.tracks.find((track) => track.kind === 'audio' && track.codec === 'aac'),
  ].filter((track) => track !== undefined);
  const read = new Map(wanted.map((track) => [track, new TrackSamples(bytes, track)]));
  // Tables may name the same bytes again and again; there is no more to copy than the file holds.
  let allowance = bytes.length;
  const each = (sample: TableSample): void => {
    allowance -= sample.size;
    if (allowance >= 0) read.get(sample.track)?.add(sample);
  };
  if (init === undefined) {
    for (const track of wanted) {
      const stbl = movie.sampleTables.get(track.id);
      if (stbl) forEachTableSample(file, stbl, track, each);
    }
  }
  readFragments(file, movie.facts, each);
  return wanted.flatMap((track) => read.get(track)?.finish(entryOf(head, movie, track)) ?? []);
}

const ignore = (): void => {};
const isVideo = ({ codec }: TrackFacts): boolean => codec === 'h264' || codec === 'h265';

function readFragments(file: Fields, facts: InitFacts, each: (sample: TableSample) => void): void {
  const moofs = listBoxes(file, 0, file.bytes.length).filter(({ type }) => type === 'moof');
  const fragments = new Fragments(file, facts, moofs, ignore);
  for (const moof of moofs) fragments.read(moof, each);
}

/** The first sample entry as it stands in the file. */
function entryOf(file: Fields, { sampleTables }: Movie, { id }: TrackFacts): Uint8Array | undefined {
  const stbl = sampleTables.get(id);
  const stsd: Box | undefined = stbl && findBox(listBoxes(file, stbl.body, stbl.end), 'stsd');
  const entry = stsd && listBoxes(file, stsd.body + 8, stsd.end)[0];
  return entry && file.bytes.slice(entry.start, entry.end);
}

class TrackSamples {
  private readonly track: SampleTrack;
  private readonly bytes: Uint8Array;
  private readonly facts: TrackFacts;
  private readonly pictures: CodedPictures | undefined;

  constructor(bytes: Uint8Array, facts: TrackFacts) {
    const { kind, codec, parameterSets } = facts;
    this.bytes = bytes;
    this.facts = facts;
    this.track = { kind: kind === 'video' ? 'video' : 'audio', entry: new Uint8Array(), samples: [] };
    if (codec === 'h264' || codec === 'h265') {
      this.pictures = new CodedPictures(codec);
      for (const hex of Object.values(parameterSets).flat()) this.pictures.read(fromHex(hex));
    }
  }

  add({ offset, size, dts, compositionOffset }: TableSample): void {
    if (size === 0 || offset < 0 || offset + size > this.bytes.length) return;
    const { timescale, editShiftMs } = this.facts;
    const ticks = (units: number): number => Math.round((units * TICKS) / timescale);
    const shift = Math.round((editShiftMs * TICKS) / 1000);
    const data = this.bytes.subarray(offset, offset + size);
    const decoded = ticks(dts) + shift;
    const shown = ticks(dts + compositionOffset) + shift;
    this.track.samples.push({ data, dts: decoded, pts: shown, key: this.isKey(data) });
  }

  private isKey(data: Uint8Array): boolean {
    if (!this.pictures) return true;
    const { nalLengthBytes } = this.facts;
    for (let at = 0; at + nalLengthBytes < data.length; ) {
      let length = 0;
      for (let n = 0; n < nalLengthBytes; n++) length = length * 256 + (data[at + n] ?? 0);
      at += nalLengthBytes;
      const kind = this.pictures.read(data.subarray(at, at + length));
      if (kind.is === 'slice') return kind.key;
      at += length;
    }
    return false;
  }

  finish(entry: Uint8Array | undefined): SampleTrack | undefined {
    const made = entry && this.entryFrom(entry);
    if (!made || this.track.samples.length === 0) return undefined;
    return { ...this.track, entry: made };
  }

  /** Tagged `hev1` or `avc3`, the parameter sets may be in the pictures only; the entry is made to hold them. */
  private entryFrom(entry: Uint8Array): Uint8Array | undefined {
    const { codec, sampleEntry, parameterSets } = this.facts;
    if (sampleEntry !== 'hev1' && sampleEntry !== 'avc3') return entry;
    if (parameterSets.sps.length > 0 && parameterSets.pps.length > 0)
      return renamed(entry, codec === 'h265' ? 'hvc1' : 'avc1');
    const { sets, format } = this.pictures ?? {};
    const isKnown = sets && format && sets.sps.length > 0 && sets.pps.length > 0 && this.facts.nalLengthBytes === 4;
    return isKnown ? videoEntry(codec === 'h265' ? 'h265' : 'h264', sets, format) : entry;
  }
}
