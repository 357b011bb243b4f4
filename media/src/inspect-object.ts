import type { Container, EventDeclaration, ObjectDeclaration } from '@kaitong/contract/checks';
import type { VideoTrack } from './bitstream/video-track.ts';
import { openObject } from './encryption/open.ts';
import type { AudioFacts, InitFacts, ObjectFacts, ObjectInspection } from './facts.ts';
import { FindingList } from './finding-list.ts';
import { toHex } from './hex.ts';
import { checkEntry, checkEntrySize, checkIsobmff, checkStart } from './isobmff/checks.ts';
import { type IsoReading, readIsobmff } from './isobmff/reader.ts';
import { checkJpeg } from './jpeg/checks.ts';
import { readJpeg } from './jpeg/reader.ts';
import { checkTs } from './mpeg-ts/checks.ts';
import { WRAP_MS } from './mpeg-ts/clock.ts';
import { foreignStart } from './mpeg-ts/foreign-start.ts';
import { readTs, type TsReading } from './mpeg-ts/reader.ts';
import type { Ports } from './ports.ts';
import type { Sniffed } from './sniff.ts';
import { checkSound } from './sound/checks.ts';
import type { SoundContext } from './sound/context.ts';
import { audioFactsOf } from './sound/sound-facts.ts';
import { soundTimingOf } from './sound/sound-timing.ts';
import type { SoundTrack } from './sound/sound-track.ts';
import { findTextMode, lacksReturns } from './text-mode.ts';
import { checkFormat, checkPictures, type VideoContext } from './timeline/object-checks.ts';
import { placeInObject } from './timeline/place-findings.ts';
import { timingOf } from './timeline/timing.ts';
import { videoFactsOf } from './timeline/video-facts.ts';

export type ObjectInput = {
  /** As uploaded. Not changed. */
  bytes: Uint8Array;
  object: ObjectDeclaration;
  event: EventDeclaration;
  /** Hashes taken while the bytes arrived, lower-case hex; what is missing is computed. */
  hashes?: { md5?: string; sha256?: string } | undefined;
  /** The event's key, 16 bytes; needed when the event is encrypted. */
  key?: Uint8Array | undefined;
  /** Facts of the event's init segment (fMP4). */
  init?: InitFacts | null | undefined;
  /** Facts of the segment before this one, if there is one. */
  earlierSegment?: ObjectFacts | undefined;
};

/**
 * Level 1 on one object: findings and the facts that `inspectClip` and later objects need. Bytes never make it throw,
 * and work is linear in their number.
 */
export function inspectObject(input: ObjectInput, ports: Ports): ObjectInspection {
  const findings = new FindingList(input.object);
  const facts: ObjectFacts = {
    bytes: input.bytes.length,
    sha256: input.hashes?.sha256 ?? ports.hash('sha256', [input.bytes]),
    tail: toHex(input.bytes.subarray(-16)),
    content: 'unknown',
    readable: false,
    init: null,
    video: null,
    audio: null,
    picture: null,
    sequence: null,
  };
  // What was changed on its way differs from what was declared.
  if (isChanged(input.bytes, input, findings)) return { findings: findings.all, facts };
  checkReceived(input, facts.sha256, ports, findings);
  if (input.bytes.length === 0) return { findings: findings.all, facts: { ...facts, content: 'empty' } };
  if (input.event.encryption !== 'none' && input.bytes.length % 16 !== 0 && lostReturns(input.bytes, findings))
    return { findings: findings.all, facts };
  const opened = openObject({ ...input, key: input.key, earlierTail: input.earlierSegment?.tail }, ports, findings);
  facts.content = opened.content;
  if (!opened.plain || isChanged(opened.plain, input, findings)) return { findings: findings.all, facts };
  try {
    readContent(opened.plain, opened.content, input, facts, ports, findings);
  } catch (cause) {
    // A parser that stumbles is our fault, but the object made it stumble: it must not pass.
    facts.readable = false;
    findings.add('obj.unread', { measured: cause instanceof Error ? cause.name : 'unknown' });
  }
  return { findings: findings.all, facts };
}

/** Whether a file or a transfer in text mode has changed the bytes, of which nothing more can be said then. */
function isChanged(bytes: Uint8Array, { object }: ObjectInput, findings: FindingList): boolean {
  const offset = findTextMode(bytes);
  if (offset === null) return false;
  findings.add(object.kind === 'snapshot' ? 'snap.decode' : 'obj.damaged', { measured: 'text_mode', offset });
  return true;
}

/** The same of what reading or receiving in text mode takes out. */
function lostReturns(bytes: Uint8Array, findings: FindingList): boolean {
  if (!lacksReturns(bytes)) return false;
  findings.add('obj.damaged', { measured: 'lost_returns' });
  return true;
}

const isBrokenTs = ({ faults, tables }: TsReading): boolean => faults.sync.count > 2 || tables === 'missing';

const isBrokenIsobmff = ({ problems, samplesMissing, video, dataLength }: IsoReading): boolean =>
  problems.length > 0 || samplesMissing.count > 0 || dataLength !== null || video?.faults.nal !== undefined;

function checkReceived(input: ObjectInput, sha256: string, ports: Ports, findings: FindingList): void {
  const { bytes, object } = input;
  if (bytes.length === 0) findings.add('obj.empty', { measured: 0 });
  else if (bytes.length !== object.bytes) findings.add('obj.size', { measured: bytes.length, limit: object.bytes });
  else if (sha256 !== object.sha256)
    findings.add('obj.hash', { measured: sha256, limit: object.sha256, params: { algorithm: 'SHA-256' } });
  else {
    const md5 = input.hashes?.md5 ?? ports.hash('md5', [bytes]);
    if (md5 !== object.md5)
      findings.add('obj.hash', { measured: md5, limit: object.md5, params: { algorithm: 'MD5' } });
  }
}

function readContent(
  plain: Uint8Array,
  content: Sniffed,
  input: ObjectInput,
  facts: ObjectFacts,
  ports: Ports,
  findings: FindingList,
): void {
  const { event, object } = input;
  if (object.kind === 'snapshot') {
    const reading = readJpeg(plain);
    checkJpeg(reading, plain.length, findings);
    facts.readable = reading.whole;
    if (reading.width !== null && reading.height !== null)
      facts.picture = { width: reading.width, height: reading.height };
    return;
  }
  const expected = formatOf(event.container);
  if (content === 'late-ts' && lostReturns(plain, findings)) return;
  if (content !== expected)
    findings.add('obj.container', {
      measured: content,
      limit: event.container,
      ...(content === 'late-ts' ? foreignStart(plain) : {}),
    });
  if (content === 'ts') {
    const reading = readTs(plain, input.earlierSegment?.video, ports);
    if (isBrokenTs(reading) && lostReturns(plain, findings)) return;
    checkTs(reading, findings);
    judgeTs(reading, input, facts, findings);
  } else if (content === 'isobmff') {
    const before = object.kind === 'init' ? {} : { init: input.init, video: input.earlierSegment?.video };
    const reading = readIsobmff(plain, before, ports);
    if (isBrokenIsobmff(reading) && lostReturns(plain, findings)) return;
    checkIsobmff(reading, { container: event.container, kind: object.kind }, findings);
    judgeIsobmff(reading, input, facts, findings);
  }
  facts.readable = content === expected;
}

const formatOf = (container: Container): Sniffed => (container === 'ts' ? 'ts' : 'isobmff');

function judgeTs(reading: TsReading, input: ObjectInput, facts: ObjectFacts, findings: FindingList): void {
  const { headless, soundAmongPictures: strange } = reading;
  if (headless.count > 0 && headless.goesOn) facts.beginsInside = headless.count;
  if (strange.count > 0) facts.soundAmongPictures = strange.offset;
  if (reading.audio) {
    const { codec, adts, sound } = reading.audio;
    const known = { codec, sampleRate: adts?.sampleRate ?? null, channels: adts?.channels ?? null };
    facts.audio = judgeSound(sound, { ...known, inMp4: false, headerRate: null }, reading.video, findings);
  }
  if (!reading.video) {
    if (reading.otherVideo) findings.add('video.codec', { measured: reading.otherVideo });
    else if (reading.tables !== 'missing') noteNoVideo(reading, findings);
    return;
  }
  const { count, untimed } = reading.videoPes;
  const percent = count > 0 ? Math.round((untimed / count) * 100) : 0;
  if (percent > 10) findings.add('time.missing', { measured: percent });
  const context: VideoContext = {
    event: input.event,
    object: input.object,
    inTransportStream: true,
    hasOwnDts: reading.videoPes.decodingTimes > 0,
    knownFormat: reading.video.givenFormat,
    hasEarlierSegment: input.earlierSegment !== undefined,
  };
  checkFormat(reading.video, context, findings);
  checkPictures(reading.video, context, findings);
  placeInObject(findings.all, reading.video.frames);
  const known = { sampleEntry: null, wrapMs: WRAP_MS, anchored: true, lastDurationMs: null };
  facts.video = videoFactsOf(reading.video, known, input.earlierSegment?.video);
}

function noteNoVideo({ unannounced }: TsReading, findings: FindingList): void {
  if (!unannounced) findings.add('video.none', { measured: 'no_track' });
  else {
    const { pid, offset } = unannounced;
    findings.add('video.none', { measured: 'unannounced', offset, params: { pid: `0x${pid.toString(16)}` } });
  }
}

function judgeIsobmff(reading: IsoReading, input: ObjectInput, facts: ObjectFacts, findings: FindingList): void {
  if (reading.hasMovie) facts.init = reading.init;
  facts.sequence = reading.sequence;
  if (reading.fragmentData) facts.fragmentData = reading.fragmentData;
  if (reading.audio) {
    const { track, sound, headerRate } = reading.audio;
    const { codec, sampleRate, channels, configuration, entryRate } = track;
    const said = { configuration, entryRate, isConfigurationHere: reading.hasMovie };
    const known = { codec, sampleRate, channels, inMp4: true, headerRate, ...said };
    facts.audio = judgeSound(sound, known, reading.video, findings);
  }
  if (!reading.init) return;
  if (!reading.video || !reading.videoTrack) {
    if (reading.otherVideo === 'encv') return;
    if (reading.otherVideo) findings.add('video.codec', { measured: reading.otherVideo });
    else findings.add('video.none', { measured: 'no_track' });
    return;
  }
  const { video } = reading;
  if (reading.hasMovie) checkEntry(reading.videoTrack, findings);
  if (reading.hasMovie && video.givenSetsDamaged) findings.add('video.param_sets', { measured: 'damaged_entry' });
  const context: VideoContext = {
    event: input.event,
    object: input.object,
    inTransportStream: false,
    hasOwnDts: false,
    knownFormat: reading.hasMovie ? null : reading.video.givenFormat,
    hasEarlierSegment: input.earlierSegment !== undefined,
    lacksConfiguration: reading.videoTrack.wrongEntry?.why === 'missing',
    timeless: { ...reading.timeless, timescale: reading.videoTrack.timescale },
  };
  checkFormat(reading.video, context, findings);
  if (reading.hasMovie) checkEntrySize(reading.videoTrack, reading.video.format, findings);
  // An init segment has no pictures, and may leave its parameter sets to the stream.
  if (input.object.kind !== 'init') checkPictures(reading.video, context, findings);
  placeInObject(findings.all, reading.video.frames);
  const known = { sampleEntry: reading.videoTrack.sampleEntry, wrapMs: null };
  const { anchored, lastDurationMs } = reading;
  facts.video = videoFactsOf(reading.video, { ...known, anchored, lastDurationMs }, input.earlierSegment?.video);
  if (input.event.container === 'mp4' && reading.hasMovie && input.object.kind === 'segment')
    checkStart(facts, findings, reading.videoTrack.editShiftMs);
}

function judgeSound(
  sound: SoundTrack,
  known: Omit<SoundContext, 'pictures'> & Pick<AudioFacts, 'channels'>,
  video: VideoTrack | null,
  findings: FindingList,
): AudioFacts {
  const { codec, sampleRate, channels } = known;
  const frames = video?.frames ?? [];
  const timing = soundTimingOf(sound);
  const { firstDts, lastPts } = timingOf(frames);
  const pictures = firstDts === null || lastPts === null ? null : { firstDts, lastPts };
  checkSound(sound, timing, { ...known, pictures }, findings);
  return audioFactsOf({ codec, sampleRate, channels }, sound, frames, timing);
}
