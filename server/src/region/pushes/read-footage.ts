import { type Refusal, refusal } from '@kaitong/contract';
import type { CheckCode, Container, VideoCodec } from '@kaitong/contract/checks';
import {
  type ObjectFacts,
  type ObjectInput,
  type ObjectInspection,
  type ParameterSets,
  type Sniffed,
  sniffContainer,
  type VideoFacts,
} from '@kaitong/media';
import type { StreamTail } from '../../store/region/pushes.ts';
import type { RegionContext } from '../context.ts';

/** What the platform has to know of footage that no device declares. */
export type ReadVideo = {
  container: Container;
  codec: VideoCodec;
  width: number;
  height: number;
  durationMs: number;
  /** By the clock of the stream; null: it has none of its own. */
  startMs: number | null;
  wrapMs: number | null;
  parameterSets: ParameterSets;
};

export type PushedMedia =
  | { is: 'init' }
  /** Part of a stream. */
  | { is: 'segment'; video: ReadVideo }
  /** An MP4 that can be played by itself. */
  | { is: 'clip'; video: ReadVideo };

/** What a stream has told so far, without which its next segment may not be readable. */
export type KnownStream = { init: Buffer | null; tail: StreamTail | null; codec: VideoCodec | undefined };

const MOST_INIT_BYTES = 64 * 1024;

/** What a player would stumble over, or a list of samples that is not what it says. */
const BROKEN: readonly CheckCode[] = [
  'obj.damaged',
  'obj.unread',
  'ts.scrambled',
  'mp4.truncated',
  'mp4.samples_missing',
  'mp4.bomb',
];

/** Reads pushed bytes at level 1, as an upload is read: they are hostile until it has named their pictures. */
export async function readFootage(
  { judge }: Pick<RegionContext, 'judge'>,
  bytes: Buffer,
  known: KnownStream,
): Promise<PushedMedia | Refusal> {
  const content = sniffContainer(bytes);
  const inspect = (container: Container, all: Buffer = bytes) => judge.inspect(inputOf(container, all, known));
  if (content === 'ts') return asSegment(content, await inspect('ts'), 'ts');
  if (content !== 'isobmff') return refuse(content);
  const inspection = await inspect('mp4');
  const { init, video: facts } = inspection.facts;
  if (init === null) {
    if (known.init === null) return refusal('push_without_init');
    return asSegment(content, await inspect('fmp4', Buffer.concat([known.init, bytes])), 'fmp4');
  }
  const broken = findBroken(inspection);
  if (broken) return refuse(content, broken);
  if (facts?.frames === 0) return bytes.length <= MOST_INIT_BYTES ? { is: 'init' } : refuse(content);
  const video = videoOf(facts, 'mp4');
  return video ? { is: 'clip', video } : refuse(content, facts?.codec);
}

/** Reads a pushed JPEG, which is to be the picture of an event. */
export async function readPicture(
  { judge }: Pick<RegionContext, 'judge'>,
  bytes: Buffer,
  mostBytes: number,
): Promise<{ width: number; height: number } | Refusal> {
  if (bytes.length > mostBytes) return refusal('object_too_large', { limit: mostBytes });
  const nothing = { init: null, tail: null, codec: undefined };
  const { object, ...input } = inputOf('mp4', bytes, nothing);
  const { facts } = await judge.inspect({ ...input, object: { ...object, kind: 'snapshot' } });
  return facts.picture ?? refuse('jpeg', 'snap.decode');
}

/** Nobody has declared anything: what stands for it is read past, and so are the findings that follow from it. */
function inputOf(container: Container, bytes: Buffer, known: KnownStream): ObjectInput {
  const hashes = { md5: '', sha256: '' };
  return {
    bytes,
    object: { n: 0, kind: 'segment', bytes: bytes.length, durationMs: 0, iv: null, ...hashes },
    event: { container, codec: 'h264', width: 1, height: 1, encryption: 'none' },
    hashes,
    earlierSegment: earlierOf(known),
  };
}

const findBroken = ({ findings }: ObjectInspection): CheckCode | undefined =>
  findings.find(({ code }) => BROKEN.includes(code))?.code;

/** A segment may lean on the parameter sets of the one before. */
function earlierOf({ tail, codec }: KnownStream): ObjectFacts | undefined {
  if (!tail || !codec) return undefined;
  const video = { codec, parameterSets: tail.parameterSets } as VideoFacts;
  return { tail: '', video } as ObjectFacts;
}

function asSegment(content: Sniffed, inspection: ObjectInspection, container: Container): PushedMedia | Refusal {
  const { video: facts } = inspection.facts;
  const broken = findBroken(inspection);
  if (broken) return refuse(content, broken);
  const video = videoOf(facts, container);
  return video ? { is: 'segment', video } : refuse(content, facts?.codec);
}

function videoOf(facts: VideoFacts | null, container: Container): ReadVideo | undefined {
  if (!facts?.format || facts.frames === 0 || facts.durationMs === null) return undefined;
  const { codec, format, durationMs, firstDts, wrapMs, anchored, parameterSets } = facts;
  const { width, height } = format;
  return {
    ...{ container, codec, width, height, wrapMs, parameterSets },
    durationMs: Math.max(1, Math.round(durationMs)),
    startMs: anchored ? firstDts : null,
  };
}

const TYPES: Partial<Record<Sniffed, string>> = {
  ts: 'video/mp2t',
  isobmff: 'video/mp4',
  jpeg: 'image/jpeg',
  png: 'image/png',
  mkv: 'video/x-matroska',
  flv: 'video/x-flv',
  avi: 'video/x-msvideo',
  annexb: 'video/h264',
  text: 'text/plain',
};

/** `why`: the codec that no player shows, or the check that failed. */
const refuse = (content: Sniffed, why?: string): Refusal => {
  const type = TYPES[content] ?? 'application/octet-stream';
  return refusal('push_not_footage', { content: why === undefined ? type : `${type} (${why})` });
};
