import type { InitFacts, TrackFacts } from '../facts.ts';
import { readAudioEntry } from './audio-entry.ts';
import { type Box, type BoxProblem, type Fields, findBox, findPath, listBoxes } from './boxes.ts';
import { readVideoEntry } from './sample-entry.ts';

export type Movie = {
  facts: InitFacts;
  /** Has `mvex`: samples come in fragments. */
  fragmented: boolean;
  /** `stbl` by track id. */
  sampleTables: Map<number, Box>;
};

const MAX_TRACKS = 16;

/** Reads `moov` (ISO/IEC 14496-12, 8.2.1). */
export function readMovie(file: Fields, moov: Box, problem: (problem: BoxProblem) => void): Movie {
  const children = listBoxes(file, moov.body, moov.end, problem);
  const mvhd = findBox(children, 'mvhd');
  const timescale = (mvhd && file.u32(mvhd.body + (file.u8(mvhd.body) === 1 ? 20 : 12))) || 1000;
  const movie: Movie = { facts: { tracks: [] }, fragmented: false, sampleTables: new Map() };
  for (const trak of children.filter((box) => box.type === 'trak').slice(0, MAX_TRACKS)) {
    const track = readTrack(file, trak, timescale, problem);
    if (!track) continue;
    movie.facts.tracks.push(track.facts);
    movie.sampleTables.set(track.facts.id, track.stbl);
  }
  const mvex = findBox(children, 'mvex');
  if (mvex) {
    movie.fragmented = true;
    for (const trex of listBoxes(file, mvex.body, mvex.end, problem).filter((box) => box.type === 'trex')) {
      const track = movie.facts.tracks.find((t) => t.id === file.u32(trex.body + 4));
      if (track) track.defaults = { duration: file.u32(trex.body + 12), size: file.u32(trex.body + 16) };
    }
  }
  return movie;
}

const isPlayed = (handler: string): boolean => handler === 'vide' || handler === 'soun';

function readTrack(
  file: Fields,
  trak: Box,
  movieTimescale: number,
  problem: (problem: BoxProblem) => void,
): { facts: TrackFacts; stbl: Box } | undefined {
  const children = listBoxes(file, trak.body, trak.end, problem);
  const tkhd = findBox(children, 'tkhd');
  const mdia = findBox(children, 'mdia');
  const mdhd = mdia && findPath(file, mdia, 'mdhd');
  const hdlr = mdia && findPath(file, mdia, 'hdlr');
  const stbl = mdia && findPath(file, mdia, 'minf', 'stbl');
  const stsd = stbl && findPath(file, stbl, 'stsd');
  const entry = stsd && listBoxes(file, stsd.body + 8, stsd.end, problem, { names: 'any' })[0];
  const handler = hdlr && file.type(hdlr.body + 8);
  if (!tkhd || !mdhd || !handler || !stbl || !entry) {
    // Of what is neither seen nor heard, as hints and measurements of the device, there may be no description.
    if (!handler || isPlayed(handler)) problem({ is: 'invalid', offset: trak.start });
    return undefined;
  }
  const timescale = file.u32(mdhd.body + (file.u8(mdhd.body, 'version') === 1 ? 20 : 12), 'timescale') || 1;
  const facts: TrackFacts = {
    id: file.u32(tkhd.body + (file.u8(tkhd.body, 'version') === 1 ? 20 : 12), 'track_ID'),
    kind: handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other',
    timescale,
    sampleEntry: entry.type,
    codec: entry.type,
    nalLengthBytes: 4,
    editShiftMs: editShift(file, findPath(file, trak, 'edts', 'elst'), movieTimescale, timescale),
    sampleRate: null,
    channels: null,
    soundUnit: null,
    parameterSets: { vps: [], sps: [], pps: [] },
    defaults: null,
  };
  if (facts.kind === 'video') {
    const video = readVideoEntry(file, entry);
    facts.codec = video.codec ?? entry.type;
    facts.nalLengthBytes = video.nalLengthBytes;
    if (video.configuration) facts.configuration = video.configuration;
    if (video.wrong) facts.wrongEntry = video.wrong;
    facts.entrySize = video.size;
    facts.parameterSets = video.parameterSets;
  } else if (facts.kind === 'audio') Object.assign(facts, readAudioEntry(file, entry));
  return { facts, stbl };
}

/** Leading empty edits delay a track, the first media time moves it forward (8.6.6). */
function editShift(file: Fields, elst: Box | undefined, movieTimescale: number, timescale: number): number {
  if (!elst) return 0;
  const wide = file.u8(elst.body) === 1;
  const size = wide ? 20 : 12;
  const count = Math.min(file.u32(elst.body + 4), 8);
  let delayMs = 0;
  for (let i = 0; i < count; i++) {
    const at = elst.body + 8 + i * size;
    if (at + size > elst.end) break;
    const duration = wide ? file.u64(at, 'segment_duration') : file.u32(at, 'segment_duration');
    const mediaTime = wide ? file.i64(at + 8, 'media_time') : file.i32(at + 4, 'media_time');
    if (mediaTime >= 0) return delayMs - (mediaTime * 1000) / timescale;
    delayMs += (duration * 1000) / movieTimescale;
  }
  return delayMs;
}
