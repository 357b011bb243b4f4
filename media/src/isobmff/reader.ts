import { forEachNal } from '../bitstream/nal.ts';
import { type NalListener, VideoTrack } from '../bitstream/video-track.ts';
import type { InitFacts, TrackFacts } from '../facts.ts';
import { type Fault, noFault, note } from '../fault.ts';
import type { Ports } from '../ports.ts';
import { SoundTrack } from '../sound/sound-track.ts';
import { type Box, type BoxProblem, Fields, findBox, findPath, listBoxes } from './boxes.ts';
import { Fragments } from './fragments.ts';
import { type Movie, readMovie } from './movie.ts';
import { type Bomb, forEachTableSample } from './sample-tables.ts';
import { addSound, type IsoAudio } from './sound.ts';

/** One sample as the file describes it, in units of its track. */
export type Sample = { track: TrackFacts; offset: number; size: number; dts: number; compositionOffset: number };

/** Everything that one MP4 object, or one init or media segment, holds. Times are milliseconds. */
export type IsoReading = {
  problems: BoxProblem[];
  /** `moov` of this object itself. */
  hasMovie: boolean;
  fragmented: boolean;
  fragmentCount: number;
  movieAfterData: boolean;
  /** From this object's `moov`, else from the init segment given. */
  init: InitFacts | null;
  videoTrack: TrackFacts | null;
  /** The video's samples are described by this object's `moov` in more than one way; only the first is read. */
  manyDescriptions: boolean;
  video: VideoTrack | null;
  otherVideo: string | null;
  audio: IsoAudio | null;
  samplesMissing: Fault;
  untimedFragments: number;
  /** False when the video's first fragment has no time of its own. */
  anchored: boolean;
  sequence: Fragments['sequence'];
  sequenceBreaks: Fragments['sequenceBreaks'];
  bomb: Bomb | undefined;
};

export function readIsobmff(
  bytes: Uint8Array,
  init: InitFacts | undefined,
  ports: Ports,
  listener?: NalListener,
): IsoReading {
  const file = new Fields(bytes);
  const problems: BoxProblem[] = [];
  const problem = (p: BoxProblem) => {
    if (problems.length < 8) problems.push(p);
  };
  const boxes = listBoxes(file, 0, bytes.length, problem);
  const moov = findBox(boxes, 'moov');
  const moofs = boxes.filter((box) => box.type === 'moof');
  const movie = moov && readMovie(file, moov, problem);
  const known = movie?.facts ?? init ?? null;
  const videoTracks = known?.tracks.filter((track) => track.kind === 'video') ?? [];
  const videoTrack = videoTracks.find((track) => track.codec === 'h264' || track.codec === 'h265') ?? null;
  const audioTrack = known?.tracks.find((track) => track.kind === 'audio') ?? null;
  const reading: IsoReading = {
    problems,
    hasMovie: moov !== undefined,
    fragmented: movie?.fragmented ?? true,
    fragmentCount: moofs.length,
    movieAfterData: moov !== undefined && isAfterData(boxes, moov),
    init: known,
    videoTrack,
    manyDescriptions: videoTrack !== null && countDescriptions(file, movie?.sampleTables.get(videoTrack.id)) > 1,
    video: null,
    otherVideo: videoTrack ? null : (videoTracks[0]?.sampleEntry ?? null),
    audio: audioTrack && { track: audioTrack, sound: new SoundTrack(audioTrack.soundUnit) },
    samplesMissing: noFault(),
    untimedFragments: 0,
    anchored: true,
    sequence: null,
    sequenceBreaks: [],
    bomb: undefined,
  };
  if (!known) return reading;
  if (videoTrack) {
    reading.video = new VideoTrack(videoTrack.codec === 'h264' ? 'h264' : 'h265', ports, listener);
    reading.video.useParameterSets(videoTrack.parameterSets);
  }
  // Tables may name the same bytes again and again; a player reads each of them once.
  let allowance = bytes.length * 2;
  const each = (sample: Sample) => {
    if (isInside(bytes, sample)) allowance -= sample.size;
    if (allowance >= 0) readSample(bytes, sample, reading);
    else reading.bomb ??= { box: 'mdat', declared: bytes.length * 2 - allowance, possible: bytes.length };
  };
  // A file may hold its first pictures in tables and go on in fragments.
  if (movie) readTables(file, movie, reading, each);
  if (moofs.length > 0) {
    const fragments = new Fragments(file, known, problem);
    for (const moof of moofs) fragments.read(moof, each);
    reading.untimedFragments = fragments.untimed;
    reading.anchored = videoTrack === null || !fragments.unanchored.has(videoTrack.id);
    reading.sequence = fragments.sequence;
    reading.sequenceBreaks = fragments.sequenceBreaks;
    reading.bomb ??= fragments.bomb;
  }
  reading.video?.end();
  return reading;
}

/** entry_count of `stsd` (ISO/IEC 14496-12, 8.5.2). */
function countDescriptions(file: Fields, stbl: Box | undefined): number {
  const stsd = stbl && findPath(file, stbl, 'stsd');
  return stsd ? file.u32(stsd.body + 4) : 0;
}

function readTables(file: Fields, movie: Movie, reading: IsoReading, each: (sample: Sample) => void): void {
  for (const track of [reading.videoTrack, reading.audio?.track]) {
    const stbl = track && movie.sampleTables.get(track.id);
    if (track && stbl) reading.bomb ??= forEachTableSample(file, stbl, track, each);
  }
}

function isAfterData(boxes: readonly Box[], moov: Box): boolean {
  const mdat = findBox(boxes, 'mdat');
  return mdat !== undefined && mdat.start < moov.start;
}

const isInside = (bytes: Uint8Array, { offset, size }: Sample): boolean => offset >= 0 && offset + size <= bytes.length;

function readSample(bytes: Uint8Array, sample: Sample, reading: IsoReading): void {
  const { track, offset, size } = sample;
  if (size === 0) return;
  if (!isInside(bytes, sample)) {
    note(reading.samplesMissing, Math.min(Math.max(offset, 0), bytes.length));
    return;
  }
  const toMs = 1000 / track.timescale;
  const dts = sample.dts * toMs;
  const pts = (sample.dts + sample.compositionOffset) * toMs + track.editShiftMs;
  if (reading.audio && track === reading.audio.track) {
    addSound(reading.audio, sample, pts);
  } else if (reading.video && track === reading.videoTrack) {
    readPicture(bytes, offset, offset + size, track, { dts, pts }, reading.video);
  }
}

/** One sample is one picture (ISO/IEC 14496-15, 4.3.1): lengths in front of its NAL units tell them apart. */
function readPicture(
  bytes: Uint8Array,
  start: number,
  end: number,
  track: TrackFacts,
  time: { dts: number; pts: number },
  video: VideoTrack,
): void {
  let begun = false;
  const push = (from: number, to: number) => {
    const nal = bytes.subarray(from, to);
    const reading = video.push(nal, from);
    if (reading.is !== 'slice') return;
    if (!begun) video.beginFrame({ ...time, bytes: end - start, key: reading.key, offset: start });
    begun = true;
    video.addSlice(nal);
  };
  if (track.nalLengthBytes === 4 && hasStartCode(bytes, start)) {
    video.fault('nal', start, 'annexb');
    forEachNal(bytes.subarray(start, end), (from, to) => push(start + from, start + to));
  } else {
    let at = start;
    while (at < end) {
      let length = 0;
      for (let i = 0; i < track.nalLengthBytes; i++) length = length * 256 + (bytes[at + i] ?? 0);
      at += track.nalLengthBytes;
      if (length === 0 || at + length > end) {
        video.fault('nal', at - track.nalLengthBytes, 'length');
        break;
      }
      push(at, at + length);
      at += length;
    }
  }
  if (!begun) video.beginFrame({ ...time, bytes: end - start, key: null, offset: start });
}

/** A NAL unit of one byte at the start of a picture does not exist: this is a start code where a length should be. */
const hasStartCode = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 1;
