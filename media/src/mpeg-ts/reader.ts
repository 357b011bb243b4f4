import type { VideoCodec } from '@kaitong/contract/checks';
import { isStreamEscapedTwice } from '../bitstream/escaped-twice.ts';
import { type NalListener, VideoTrack } from '../bitstream/video-track.ts';
import type { VideoFacts } from '../facts.ts';
import { type Fault, noFault, note } from '../fault.ts';
import type { Ports } from '../ports.ts';
import { tellStream } from '../telling/tell.ts';
import { isAdts } from './adts.ts';
import { Clock } from './clock.ts';
import { ProgramClocks } from './clock-rate.ts';
import { forEachUnit } from './coded-units.ts';
import { ElementaryStream, type PesStart } from './elementary-stream.ts';
import { forEachPacket, noPacketFaults, type Packet, type PacketFaults } from './packets.ts';
import { findProgram, MOST_PROGRAMS, type Program, type Stream } from './program.ts';
import { hasSetsOf, recogniseCodec } from './recognise-codec.ts';
import { announcedSound, readSound, type TsAudio } from './sound.ts';
import { swappedWordsOfStream } from './swapped-words.ts';

/** Everything that one MPEG-TS object holds. Times are milliseconds of the stream's own clock. */
export type TsReading = {
  /** Bytes after the last whole packet. */
  rest: number;
  faults: PacketFaults;
  pesShort: Fault;
  /** PES packets of pictures, or else of sound, that carry more than they say. */
  pesLong: ElementaryStream['long'];
  tables: 'present' | 'late' | 'missing';
  crcWrong: boolean;
  /** Packets of pictures and sound that came twice: the first place, and whose. */
  duplicates: Fault & { pid: number };
  /** Whether the program clock is on the PID that the PMT names, and counts what it should. */
  clock: 'present' | 'missing' | 'elsewhere' | 'at_27_mhz' | 'stands' | 'ahead';
  /** By how much it is ahead of what is decoded. */
  clockAheadMs: number;
  /** What the PMT says the video is, where its parameter sets are those of the other codec. */
  announced: { codec: VideoCodec; offset: number | null } | null;
  /** The PMT gives pictures and sound each the PID of the other. */
  exchanged: { limit: VideoCodec; offset: number | null } | null;
  video: VideoTrack | null;
  /**
   * Video PES packets in which a picture begins, how many of them carry no time, and how many one of decoding beside that of
   * display. A packet that only goes on with a picture needs none (ISO/IEC 13818-1, 2.4.3.7).
   */
  videoPes: VideoPes;
  /** Packets of pictures in front of the first that begins a PES packet, and whether none does. */
  headless: Fault & { goesOn: boolean };
  /** Sound among the pictures, on their PID. */
  soundAmongPictures: Fault;
  /** The first PES packet of pictures on a PID that no PMT names. */
  unannounced: { pid: number; offset: number } | null;
  otherVideo: string | null;
  audio: TsAudio | null;
};

type VideoPes = { count: number; untimed: number; decodingTimes: number };

/** `earlier`: the segment before, whose parameter sets and pictures a player that comes from there still knows. */
export function readTs(
  bytes: Uint8Array,
  earlier: VideoFacts | null | undefined,
  ports: Ports,
  listener?: NalListener,
): TsReading {
  const program = findProgram(bytes);
  const faults = noPacketFaults();
  let firstMedia = Number.POSITIVE_INFINITY;
  const carried = new Map<Stream, ElementaryStream>();
  /** Of the packet before: most packets are of the stream that the one before was of. */
  let latest: { pid: number; es: ElementaryStream } | undefined;
  const clocks = new ProgramClocks();
  const onClock = (packet: Packet) => clocks.note(packet);
  const strays = new Strays();
  const onPacket = (packet: Packet) => {
    if (packet.pid === latest?.pid && !packet.scrambled) {
      latest.es.offer(packet);
      return undefined;
    }
    program.offer(bytes, packet);
    const stream = program.streams.get(packet.pid);
    if (!stream) strays.offer(bytes, packet);
    if (!stream || packet.scrambled) return undefined;
    const { is } = stream.kind;
    if (is !== 'data') firstMedia = Math.min(firstMedia, packet.offset);
    let es = carried.get(stream);
    if (!es && (is === 'video' || is === 'audio' || is === 'private')) {
      es = new ElementaryStream(bytes);
      carried.set(stream, es);
    }
    es?.offer(packet);
    latest = es && !program.isTable(packet.pid) ? { pid: packet.pid, es } : undefined;
    return undefined;
  };
  const end = forEachPacket(bytes, faults, onPacket, { onClock });
  const { video, audio } = chosenOf(carried, program);
  const clockPid = program.clockPidOf(video?.stream);
  const reading: TsReading = {
    rest: bytes.length - end,
    faults,
    pesShort: noFault(),
    pesLong: { ...noFault(), said: 0, carried: 0 },
    tables: !program.patSeen || !program.pmtSeen ? 'missing' : firstMedia < program.pmtOffset ? 'late' : 'present',
    crcWrong: program.crcWrong,
    duplicates: duplicatesOf(faults, program),
    clock: clocks.pids.has(clockPid ?? -1) ? 'present' : clocks.pids.size > 0 ? 'elsewhere' : 'missing',
    clockAheadMs: 0,
    announced: null,
    exchanged: null,
    video: null,
    videoPes: { count: 0, untimed: 0, decodingTimes: 0 },
    headless: { ...(video?.es.headless ?? strays.headless), goesOn: true },
    soundAmongPictures: noFault(),
    unannounced: strays.pictures,
    otherVideo: null,
    audio: null,
  };
  const [clocked, ...others] = clocks.pids;
  if (reading.clock === 'elsewhere' && clocked !== undefined && others.length === 0)
    program.tellClockPid(video?.stream, clocked);
  for (const { kind } of program.streams.values()) if (kind.is === 'other-video') reading.otherVideo ??= kind.codec;
  const clock = new Clock();
  if (video && video.stream.kind.is === 'video') {
    const { codec: announced } = video.stream.kind;
    const pictures = video.es.join();
    const codec = recogniseCodec(pictures, announced);
    if (codec !== announced) reading.announced = { codec: announced, offset: video.stream.typeAt };
    const track = new VideoTrack(codec, ports, listener);
    if (earlier?.codec === track.codec) track.useParameterSets(earlier.parameterSets);
    track.goOnFrom(earlier);
    const { es } = video;
    tellStream((from, to) => es.holds(from, to));
    reading.videoPes = readPictures(es, pictures, { track, clock, ports, newBases: clocks.newBasesOf(clockPid ?? -1) });
    reading.video = track;
    if (!track.hasSets) {
      const word = swappedWordsOfStream(pictures, codec);
      if (word) track.blame(word === 2 ? 'swapped_16' : 'swapped_32', es.sourceOffset(0));
    } else if (isStreamEscapedTwice(pictures, track.sequenceSets)) track.blame('escaped_twice', es.sourceOffset(0));
    reading.pesShort = es.short;
    reading.pesLong = es.long;
    reading.headless.goesOn = es.starts.length > 0;
    reading.soundAmongPictures = soundIn(es);
    if (reading.clock === 'present') reading.clock = clockBeside(clocks, clockPid ?? -1, track);
    if (reading.clock === 'ahead') reading.clockAheadMs = clocks.aheadMs(clockPid ?? -1, track.frames);
  }
  if (audio) {
    const { es } = audio;
    tellStream((from, to) => es.holds(from, to));
    reading.audio = readSound(es, audio.stream, clock);
    if (reading.pesShort.count === 0) reading.pesShort = audio.es.short;
    if (reading.pesLong.count === 0) reading.pesLong = audio.es.long;
  }
  if (video && audio && reading.video && !reading.video.hasSets && areExchanged(video.es, audio.es))
    reading.exchanged = { limit: reading.video.codec, offset: video.stream.typeAt };
  reading.audio ??= announcedSound(program);
  return reading;
}

/** What the program clock on that PID shows beside the times of the pictures. */
function clockBeside(clocks: ProgramClocks, pid: number, { frames }: VideoTrack): TsReading['clock'] {
  if (clocks.stands(pid, frames)) return 'stands';
  if (clocks.countsAt27Megahertz(pid, frames)) return 'at_27_mhz';
  return clocks.aheadMs(pid, frames) > 0 ? 'ahead' : 'present';
}

/** Whether what is called sound holds parameter sets of pictures, and what is called pictures frames of sound. */
const areExchanged = (pictures: ElementaryStream, sound: ElementaryStream): boolean =>
  isAdts(pictures.join()) && [sound.join()].some((bytes) => hasSetsOf(bytes, 'h264') || hasSetsOf(bytes, 'h265'));

/** Packets of PIDs that no PMT names, or none yet. */
class Strays {
  /** Where the first PES packet of pictures begins. */
  pictures: TsReading['unannounced'] = null;
  /** By PID, packets in front of the first that begins a PES packet. */
  private readonly before = new Map<number, Fault>();

  get headless(): Fault {
    return this.before.get(this.pictures?.pid ?? -1) ?? noFault();
  }

  offer(bytes: Uint8Array, packet: Packet): void {
    if (this.pictures) return;
    const { pid, offset, unitStart } = packet;
    if (isVideoPes(bytes, packet)) this.pictures = { pid, offset };
    else if (!unitStart) {
      const fault = this.before.get(pid) ?? noFault();
      note(fault, offset);
      this.before.set(pid, fault);
    }
  }
}

/** PES packets of sound, by their stream_id, in a stream of pictures. */
function soundIn(es: ElementaryStream): Fault {
  const found = noFault();
  for (const { at, streamId } of es.starts) if ((streamId & 0xe0) === 0xc0) note(found, es.sourceOffset(at));
  return found;
}

/** By the stream_id of its PES packet (ISO/IEC 13818-1, Table 2-22). */
const isVideoPes = (bytes: Uint8Array, { unitStart, scrambled, payloadStart: at }: Packet): boolean =>
  unitStart && !scrambled && bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1 && isVideoId(bytes[at + 3]);

const isVideoId = (id = 0): boolean => (id & 0xf0) === 0xe0;

type Carried = { stream: Stream; es: ElementaryStream };

/**
 * Pictures of the first program that has any, as players choose, and sound: of the same program if there is some, and what
 * the table calls sound before private data, which may be anything. Of several the one that comes first.
 */
function chosenOf(
  carried: ReadonlyMap<Stream, ElementaryStream>,
  program: Program,
): { video: Carried | undefined; audio: Carried | undefined } {
  const all = [...carried].map(([stream, es]) => ({ stream, es, rank: program.rankOf(stream) }));
  const videos = all.filter(({ stream }) => stream.kind.is === 'video');
  const [video] = videos.sort((a, b) => a.rank - b.rank);
  const farness = ({ stream: { kind, table }, rank }: (typeof all)[number]): number =>
    (kind.is === 'private' ? 2 * MOST_PROGRAMS : 0) + (table === video?.stream.table ? 0 : 1 + rank);
  const sounds = all.filter(({ stream }) => stream.kind.is !== 'video');
  const [audio] = sounds.sort((a, b) => farness(a) - farness(b));
  return { video, audio };
}

/** Of tables nobody minds: they say the same again anyway. */
function duplicatesOf({ duplicates }: PacketFaults, { streams }: Program): TsReading['duplicates'] {
  const all = [...duplicates].filter(([pid]) => streams.has(pid)).sort(([, a], [, b]) => a.offset - b.offset);
  const [[pid, { offset }] = [0, noFault()]] = all;
  return { pid, offset, count: all.reduce((sum, [, { count }]) => sum + count, 0) };
}

/** Places every picture in time: it has the time of the PES packet in which it begins, if it is the first there. */
function readPictures(
  es: ElementaryStream,
  bytes: Uint8Array,
  { track, clock, ports, newBases }: { track: VideoTrack; clock: Clock; ports: Ports; newBases: readonly number[] },
): VideoPes {
  const pesRead: VideoPes = { count: 0, untimed: 0, decodingTimes: 0 };
  let pes = -1;
  let timed = -1;
  let base = 0;
  let unitStart: number | undefined;
  let frameStart = 0;
  let frameBytes: { bytes: number } | undefined;
  const each = (start: number, end: number): void => {
    const nal = bytes.subarray(start, end);
    const reading = track.push(nal, es.sourceOffset(start));
    if (reading.is === 'prefix' || reading.is === 'parameter-set' || reading.is === 'recovery-point')
      unitStart ??= start;
    if (reading.is !== 'slice') return;
    if (reading.startsPicture) {
      const begin = unitStart ?? start;
      while ((es.starts[pes + 1]?.at ?? Number.POSITIVE_INFINITY) <= begin) pes++;
      const own = pes !== timed ? es.starts[pes] : undefined;
      timed = pes;
      if (own) countPes(pesRead, own);
      const dts = clock.advance(own?.dts ?? null);
      const pts = clock.place(own?.pts ?? null);
      if (frameBytes) frameBytes.bytes = begin - frameStart;
      const place = { offset: es.sourceOffset(begin), timesAt: own?.timesAt ?? null };
      const clockMs = own?.clock == null ? null : own.clock / 90;
      const isNewBase = (newBases[base] ?? Number.POSITIVE_INFINITY) <= place.offset;
      while ((newBases[base] ?? Number.POSITIVE_INFINITY) <= place.offset) base++;
      const frame = { dts, pts, bytes: 0, key: reading.key, ...place, clockMs, ...(isNewBase ? { isNewBase } : {}) };
      track.beginFrame(frame);
      frameBytes = frame;
      frameStart = begin;
    }
    track.addSlice(nal);
    unitStart = undefined;
  };
  forEachUnit(es, bytes, { track, ports }, each);
  if (frameBytes) frameBytes.bytes = bytes.length - frameStart;
  track.end();
  return pesRead;
}

function countPes(read: VideoPes, { pts, hasDts }: PesStart): void {
  read.count++;
  if (pts === null) read.untimed++;
  if (hasDts) read.decodingTimes++;
}
