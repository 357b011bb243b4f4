import { type NalListener, VideoTrack } from '../bitstream/video-track.ts';
import type { InitFacts, ObjectFacts, TrackFacts, VideoFacts } from '../facts.ts';
import { type Fault, noFault, note } from '../fault.ts';
import type { Ports } from '../ports.ts';
import { SoundTrack } from '../sound/sound-track.ts';
import { type Box, type BoxProblem, Fields, findBox, findPath } from './boxes.ts';
import { FirstSamples, withExchangedIds } from './exchanged-tracks.ts';
import { type FileBoxes, listFileBoxes } from './file-boxes.ts';
import { Fragments } from './fragments.ts';
import { findHole } from './missing-bytes.ts';
import { type Movie, readMovie } from './movie.ts';
import type { ByteOrder } from './nal-lengths.ts';
import { findWrongLength, orderOf, readPicture, type WrongLength } from './pictures.ts';
import { type Bomb, forEachTableSample } from './sample-tables.ts';
import { addSound, type IsoAudio } from './sound.ts';
import { findWrongSync, type WrongSync } from './sync-samples.ts';
import { SamplePlaces, type WrongOffsets } from './wrong-offsets.ts';

/** One sample as the file describes it, in units of its track. */
export type Sample = {
  track: TrackFacts;
  offset: number;
  size: number;
  dts: number;
  duration: number;
  compositionOffset: number;
};

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
  /** An `mdat` that says less than its samples take, in bytes. */
  dataLength: { said: number; needed: number; offset: number } | null;
  /** Bytes that are missing from its middle. */
  hole: { offset: number; bytes: number } | null;
  /** Bytes of NAL lengths where they are not those of the sample entry. */
  nalLength: WrongLength | null;
  lengthOrder: ByteOrder;
  /** Offsets that lead elsewhere than to the samples. */
  wrongOffsets: WrongOffsets | null;
  wrongSync: WrongSync | null;
  /** Where a `moov` begins that is the rest of another one. */
  pieceAt: number | null;
  /** Where the first fragment's header begins, if it calls the pictures the sound's track, and the other way round. */
  exchangedAt: number | null;
  /** How many pictures last 0, and where that is said first. */
  timeless: { count: number; table: 'trex' | 'tfhd' | 'trun' | 'stts' };
  fragmentData: ObjectFacts['fragmentData'] | null;
  /** What the container says that the last picture lasts. */
  lastDurationMs: number | null;
  untimedFragments: number;
  negativeFragments: Fragments['negative'];
  standingFragments: Fragments['standing'];
  miscountedFragments: Fragments['miscounted'];
  wrongFlags: Fragments['wrongFlags'];
  /** False when the video's first fragment has no time of its own. */
  anchored: boolean;
  sequence: Fragments['sequence'];
  sequenceBreaks: Fragments['sequenceBreaks'];
  bomb: Bomb | undefined;
};

/** What comes before an object of the same stream: its init segment, and the pictures of the segment before. */
export type Before = { init?: InitFacts | null | undefined; video?: VideoFacts | null | undefined };

export function readIsobmff(bytes: Uint8Array, before: Before, ports: Ports, listener?: NalListener): IsoReading {
  const reading = readBoxes(bytes, before, { ports, listener });
  // Read again as what they are, so that nothing else seems wrong.
  return reading.exchangedAt === null ? reading : readBoxes(bytes, before, { ports, listener, ...reading });
}

type Means = { ports: Ports; listener: NalListener | undefined; exchangedAt?: number | null };

function readBoxes(bytes: Uint8Array, before: Before, { ports, listener, exchangedAt = null }: Means): IsoReading {
  const file = new Fields(bytes);
  const problems: BoxProblem[] = [];
  const problem = (p: BoxProblem) => {
    if (problems.length < 8) problems.push(p);
  };
  const fileBoxes = listFileBoxes(file, problem);
  const { boxes } = fileBoxes;
  const moov = findBox(boxes, 'moov');
  const moofs = boxes.filter((box) => box.type === 'moof');
  const movie = moov && readMovie(file, moov, problem);
  const known = knownTracks(movie?.facts ?? before.init ?? null, exchangedAt !== null);
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
    audio: audioTrack && { track: audioTrack, sound: new SoundTrack(audioTrack.soundUnit), headerRate: null },
    samplesMissing: noFault(),
    dataLength: null,
    hole: null,
    nalLength: null,
    lengthOrder: 'big',
    wrongOffsets: null,
    wrongSync: null,
    pieceAt: moov ? restOfMovie(file, boxes) : null,
    exchangedAt,
    timeless: { count: 0, table: 'stts' },
    fragmentData: null,
    lastDurationMs: null,
    untimedFragments: 0,
    negativeFragments: { count: 0, offset: 0, ms: 0 },
    standingFragments: { count: 0, offset: 0, ms: 0 },
    miscountedFragments: { count: 0, offset: 0, own: 0, other: 0, why: 'timescale' },
    wrongFlags: undefined,
    anchored: true,
    sequence: null,
    sequenceBreaks: [],
    bomb: undefined,
  };
  if (!known) {
    for (const stray of fileBoxes.strays) problem(stray.problem);
    return reading;
  }
  if (videoTrack) {
    reading.video = new VideoTrack(videoTrack.codec === 'h264' ? 'h264' : 'h265', ports, listener);
    reading.video.useParameterSets(videoTrack.parameterSets);
    reading.video.goOnFrom(before.video);
  }
  // Tables may name the same bytes again and again; a player reads each of them once.
  let allowance = bytes.length * 2;
  let dataEnd = 0;
  const read = (sample: Sample) => {
    if (isInside(bytes, sample)) allowance -= sample.size;
    if (sample.duration === 0 && sample.track === videoTrack) reading.timeless.count++;
    dataEnd = Math.max(dataEnd, isInside(bytes, sample) ? sample.offset + sample.size : 0);
    if (allowance >= 0) readSample(bytes, sample, reading);
    else reading.bomb ??= { box: 'mdat', declared: bytes.length * 2 - allowance, possible: bytes.length };
  };
  const { video } = reading;
  const places = video && videoTrack && new SamplePlaces(bytes, boxes, { track: videoTrack, codec: video.codec });
  const each = (sample: Sample) => {
    for (const one of places?.offer(sample) ?? [sample]) read(one);
  };
  // A file may hold its first pictures in tables and go on in fragments.
  if (movie) readTables(file, movie, reading, each);
  if (moofs.length > 0) {
    const first = new FirstSamples();
    let described = 0;
    const eachOfFragment = (sample: Sample) => {
      first.note(bytes, sample);
      described += sample.size;
      each(sample);
    };
    const fragments = new Fragments(file, known, moofs, problem);
    if (places) places.inFragments = true;
    for (const moof of moofs) fragments.read(moof, eachOfFragment);
    reading.untimedFragments = fragments.untimed;
    reading.negativeFragments = fragments.negative;
    reading.standingFragments = fragments.standing;
    reading.miscountedFragments = fragments.miscounted;
    reading.wrongFlags = fragments.wrongFlags;
    reading.anchored = videoTrack === null || !fragments.unanchored.has(videoTrack.id);
    reading.sequence = fragments.sequence;
    reading.sequenceBreaks = fragments.sequenceBreaks;
    reading.bomb ??= fragments.bomb;
    reading.fragmentData = dataOf(boxes, described);
    if (fragments.timelessBy) reading.timeless.table = fragments.timelessBy;
    if (videoTrack && audioTrack && first.areExchanged(videoTrack, audioTrack))
      reading.exchangedAt = moofs[0]?.start ?? 0;
  }
  for (const one of places?.release() ?? []) read(one);
  reading.wrongOffsets = places?.wrong ?? null;
  reading.video?.end();
  reading.dataLength = wrongLengthOf(fileBoxes, dataEnd);
  reading.hole = holeOf(bytes, reading);
  if (reading.hole) reading.dataLength = null;
  if (!reading.dataLength && !reading.hole) for (const stray of fileBoxes.strays) problem(stray.problem);
  return reading;
}

const knownTracks = (said: InitFacts | null, areExchanged: boolean): InitFacts | null => {
  const video = said?.tracks.find(({ kind }) => kind === 'video');
  const audio = said?.tracks.find(({ kind }) => kind === 'audio');
  return said && video && audio && areExchanged ? withExchangedIds(said, video.id, audio.id) : said;
};

/** A `moov` without `mvhd` is the rest of the one before it; a whole one begins another recording. */
function restOfMovie(file: Fields, boxes: readonly Box[]): number | null {
  const rest = boxes.filter(({ type }) => type === 'moov').slice(1);
  return rest.find((moov) => !findPath(file, moov, 'mvhd'))?.start ?? null;
}

function dataOf(boxes: readonly Box[], described: number): NonNullable<IsoReading['fragmentData']> {
  const data = boxes.filter(({ type }) => type === 'mdat');
  const held = data.reduce((sum, { body, end }) => sum + end - body, 0);
  return { described, held, offset: data[0]?.start ?? 0 };
}

/** The first `mdat` that ends before its samples do, or behind the beginning of the next box. */
function wrongLengthOf({ strays }: FileBoxes, dataEnd: number): IsoReading['dataLength'] {
  const stray = strays.find(({ mdat, isTooLong }) => isTooLong || mdat.end < dataEnd);
  if (!stray) return null;
  const { mdat, said, next } = stray;
  return { said, needed: (next ?? dataEnd) - mdat.start, offset: mdat.start };
}

/** What the last box lacks, or an `mdat` that ends too soon, may be missing from anywhere. */
function holeOf(bytes: Uint8Array, { problems, dataLength, video, videoTrack }: IsoReading): IsoReading['hole'] {
  if (!video || !videoTrack) return null;
  const cut = problems.find((problem) => problem.is === 'truncated');
  const missing = cut?.is === 'truncated' ? cut.missing : dataLength ? dataLength.said - dataLength.needed : 0;
  const offset = findHole(bytes, missing, video, videoTrack.nalLengthBytes);
  return offset === null ? null : { offset, bytes: missing };
}

/** entry_count of `stsd` (ISO/IEC 14496-12, 8.5.2). */
function countDescriptions(file: Fields, stbl: Box | undefined): number {
  const stsd = stbl && findPath(file, stbl, 'stsd');
  return stsd ? file.u32(stsd.body + 4) : 0;
}

function readTables(file: Fields, movie: Movie, reading: IsoReading, each: (sample: Sample) => void): void {
  for (const track of [reading.videoTrack, reading.audio?.track]) {
    const stbl = track && movie.sampleTables.get(track.id);
    let samples = 0;
    const counted = (sample: Sample) => {
      samples++;
      each(sample);
    };
    if (track && stbl) reading.bomb ??= forEachTableSample(file, stbl, track, counted);
    const { video } = reading;
    if (stbl && video && track === reading.videoTrack && video.frames.length === samples)
      reading.wrongSync = findWrongSync(file, stbl, video.frames);
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
    addSound(reading.audio, bytes, sample, pts);
  } else if (reading.video && track === reading.videoTrack) {
    const { video } = reading;
    const place = { start: offset, end: offset + size };
    const isFirst = video.frames.length === 0;
    if (isFirst) reading.nalLength = findWrongLength(bytes, place, track.nalLengthBytes, video);
    const lengthBytes = reading.nalLength?.found ?? track.nalLengthBytes;
    if (isFirst) reading.lengthOrder = orderOf(bytes, place, lengthBytes, video);
    readPicture(bytes, { ...place, lengthBytes, order: reading.lengthOrder }, { dts, pts }, video);
    reading.lastDurationMs = sample.duration * toMs;
  }
}
