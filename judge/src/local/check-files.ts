import {
  type Container,
  checks,
  type EventDeclaration,
  finding,
  isStampFault,
  type ObjectDeclaration,
  type ObjectKind,
} from '@kaitong/contract/checks';
import {
  decryptObject,
  type InspectedObject,
  inspectObject,
  isMedia,
  type ObjectInput,
  type ObjectInspection,
  sniffContainer,
  usualStepOf,
  type VideoFacts,
} from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';
import { isWorthDecoding } from '../findings/decoding.ts';
import type { Judge } from '../judge.ts';
import { nodePorts } from '../node-ports.ts';
import type { Arrival } from '../rate/course.ts';
import { judgeClip, type Verdict } from '../verdict.ts';
import { type DeclaredClip, declarationOf } from './declared-clip.ts';
import { type Explained, type ExplainedSource, explainHeadlines } from './explain-headlines.ts';
import { declareFile, guessDeclaration, type LookedAt, lookAt } from './guess-declaration.ts';
import type { LocalClip, LocalFile } from './read-clip.ts';

export type FilesChecked = {
  verdict: Verdict;
  /** Which file an object number in a finding means, and what the file was taken for. */
  objects: { n: number; name: string; kind: ObjectKind }[];
  /** What was declared, or what a device would have to declare for this footage. */
  declaration: EventDeclaration;
  declared: boolean;
  /**
   * `not_needed`: level 1 left nothing to decode. `missing`: there was something, and nothing to decode it with. `partly`,
   * `too_long`: what lies beyond the longest event was not decoded, or that is all of it.
   */
  decoding: 'done' | 'not_needed' | 'missing' | 'partly' | 'too_long';
  /** Of each headline what stands at its first place; absent where nobody asked. */
  explained?: Explained[];
};

export type CheckOptions = {
  explain?: boolean;
  /** Judged as the event of an activation that came like this: somebody was asked to wave, and too little is too little. */
  activation?: { arrival: Arrival };
};

/** Bytes are only kept where they are to be explained. */
type Sources = Map<number, ExplainedSource> | undefined;

/** A folder of recordings must not keep a desk busy for an hour; level 1 reads all of it. */
const LONGEST_DECODED_MS = checks['flow.event_too_long'].limit;

/** The platform's judge on a local clip; `judge` is only asked for where something has to be decoded. */
export async function checkClip(
  judge: () => Promise<Judge>,
  clip: LocalClip,
  { explain = false, activation }: CheckOptions = {},
): Promise<FilesChecked> {
  const sources: Sources = explain ? new Map() : undefined;
  const checked = clip.declared
    ? await checkDeclared(judge, clip, clip.declared, { sources, activation })
    : await checkPlain(judge, clip.files, sources);
  return sources ? { ...checked, explained: explainHeadlines(checked.verdict.findings, sources) } : checked;
}

/**
 * Files of which nothing was declared: one clip, its objects in the order given (JPEG files are its snapshots). What a
 * file says of itself counts as declared.
 */
export const checkFiles = (judge: Judge, files: readonly LocalFile[]): Promise<FilesChecked> =>
  checkPlain(async () => judge, files, undefined);

async function checkPlain(
  judge: () => Promise<Judge>,
  given: readonly LocalFile[],
  sources: Sources,
): Promise<FilesChecked> {
  // Names may sort an init segment behind its segments; a player needs it first.
  const files = given.map(lookAt).sort((a, b) => Number(b.kind === 'init') - Number(a.kind === 'init'));
  const course = new Course(judge, { event: guessDeclaration(files), key: undefined }, sources);
  for (const [n, file] of files.entries()) {
    const video = videoOf(course, n, file);
    // Without times that say it, a length by which the decoder's limits let all pictures through.
    const durationMs = video?.durationMs ?? (video?.frames ?? 0) * USUAL_FRAME_MS;
    const object = declareFile(n, file, Math.min(Math.round(durationMs), LONGEST_MS));
    await course.add(file, object, file.hashes);
  }
  const checked = course.conclude({ snapshot: false });
  return { ...checked, verdict: withoutDeclaration(without(checked.verdict, 'enc.none')) };
}

/** The first file is read by itself, those behind it as they follow. */
function videoOf(course: Course, n: number, file: LookedAt): VideoFacts | null {
  if (file.kind !== 'segment') return null;
  return n === 0 ? file.video : course.inspect(file.bytes, declareFile(n, file, 0), file.hashes).facts.video;
}

const USUAL_FRAME_MS = 40;
/** The most that a device can declare for an object. */
const LONGEST_MS = 600_000;

/** Nothing was declared: another container, or what looks encrypted, is held against all that could have been. */
const withoutDeclaration = (verdict: Verdict): Verdict => ({
  ...verdict,
  findings: verdict.findings.map((found) => {
    if (found.code === 'obj.container')
      return isAccepted(found) ? { ...found, params: { mixed: 'mixed' } } : { ...found, limit: 'accepted' };
    if (found.code !== 'enc.undeclared') return found;
    const { object, kind, measured } = found;
    return finding('obj.container', { object, kind, measured, limit: 'accepted' });
  }),
});

/** It could have been declared, and is not what the others are. */
const isAccepted = ({ measured }: Verdict['findings'][number]): boolean => measured === 'ts' || measured === 'isobmff';

async function checkDeclared(
  judge: () => Promise<Judge>,
  { files, partial }: LocalClip,
  { declaration, key, objects }: DeclaredClip,
  { sources, activation }: { sources: Sources; activation: CheckOptions['activation'] },
): Promise<FilesChecked> {
  const opened = { event: declaration, key: key === null ? undefined : Buffer.from(key, 'hex') };
  const course = new Course(judge, opened, sources);
  const declared = files.flatMap((file) => {
    const object = declarationOf({ declaration, key, objects }, file.name);
    return object ? [{ file, object }] : [];
  });
  for (const { file, object } of declared.sort((a, b) => a.object.n - b.object.n)) await course.add(file, object);
  const checked = course.conclude({ snapshot: !partial }, activation);
  return {
    ...checked,
    declared: true,
    verdict: partial ? without(checked.verdict, 'flow.segment_missing') : checked.verdict,
  };
}

/** Objects of one clip, judged one after the other as the platform does when they arrive. */
class Course {
  private readonly judge: () => Promise<Judge>;
  private readonly event: EventDeclaration;
  private readonly key: Uint8Array | undefined;
  private readonly sources: Sources;
  private readonly judged: JudgedObject[] = [];
  private readonly names: FilesChecked['objects'] = [];
  private init: { plain: Uint8Array; inspected: InspectedObject } | undefined;
  private earlierSegment: InspectedObject | undefined;
  private footageMs = 0;
  private passedOver = 0;

  constructor(
    judge: () => Promise<Judge>,
    { event, key }: { event: EventDeclaration; key: Uint8Array | undefined },
    sources: Sources,
  ) {
    this.judge = judge;
    this.sources = sources;
    this.event = event;
    this.key = key;
  }

  /** `hashes` where they have been taken already. */
  inspect(bytes: Uint8Array, object: ObjectDeclaration, hashes?: ObjectInput['hashes']): ObjectInspection {
    return inspectObject(this.inputOf(bytes, object, hashes), nodePorts);
  }

  private inputOf(bytes: Uint8Array, object: ObjectDeclaration, hashes?: ObjectInput['hashes']): ObjectInput {
    const { event, key } = this;
    const init = this.init?.inspected.inspection.facts.init;
    const earlierSegment = this.earlierSegment?.inspection.facts;
    return { event, bytes, object, hashes, key, init, earlierSegment };
  }

  async add({ name, bytes }: LocalFile, object: ObjectDeclaration, hashes?: ObjectInput['hashes']): Promise<void> {
    const input = this.inputOf(bytes, object, hashes);
    const inspected = { object, inspection: inspectObject(input, nodePorts) };
    const plain = this.open(bytes, object);
    this.sources?.set(object.n, { input, plain });
    if (object.kind === 'init') this.init = { plain, inspected };
    if (object.kind === 'segment') this.earlierSegment = inspected;
    this.names.push({ n: object.n, name, kind: object.kind });
    this.judged.push(await this.decode(inspected, plain));
  }

  conclude(expectations: { snapshot: boolean }, activation?: CheckOptions['activation']): FilesChecked {
    const expected = { ...expectations, minFootageMs: checks['time.too_short'].limit };
    const verdict = judgeClip({
      event: this.event,
      objects: this.judged,
      // One segment may be looked at alone.
      expectations: activation ? expected : { ...expected, tooShort: 'warning' },
      ...(activation ? { arrival: activation.arrival } : {}),
      waveAsked: activation !== undefined,
      nonceMatches: null,
      seenFingerprints: new Set(),
    });
    return {
      verdict,
      objects: this.names,
      declaration: this.event,
      declared: false,
      decoding: this.decoding(),
    };
  }

  private decoding(): FilesChecked['decoding'] {
    const outcomes = this.judged.flatMap(({ decoded }) => decoded ?? []);
    if (outcomes.length === 0) return 'not_needed';
    const without = outcomes.filter(({ is }) => is === 'unavailable').length;
    if (without > this.passedOver) return 'missing';
    if (without === 0) return 'done';
    return without < outcomes.length ? 'partly' : 'too_long';
  }

  private async decode(inspected: InspectedObject, plain: Uint8Array): Promise<JudgedObject> {
    const { object, inspection } = inspected;
    const segment = object.kind === 'segment' && isWorthDecoding(inspection);
    if (object.kind === 'segment') this.footageMs += footageOf(inspection);
    const tooLong = segment && this.footageMs > LONGEST_DECODED_MS;
    if (tooLong) this.passedOver++;
    const snapshot = object.kind === 'snapshot' && inspection.facts.readable;
    const parts = this.init ? [this.init.plain, plain] : [plain];
    const container = demuxerOf(this.event.container);
    const task = { parts, container, codec: inspection.facts.video?.codec, durationMs: object.durationMs };
    return {
      ...inspected,
      decoded: tooLong ? { is: 'unavailable' } : segment ? await (await this.judge()).decode(task) : null,
      picture: snapshot ? await (await this.judge()).decodeSnapshot(plain) : null,
    };
  }

  private open(bytes: Uint8Array, { iv }: ObjectDeclaration): Uint8Array {
    if (this.event.encryption === 'none' || !this.key || iv === null || isMedia(sniffContainer(bytes))) return bytes;
    return decryptObject(bytes, this.key, Buffer.from(iv, 'hex'), nodePorts);
  }
}

/** Where stamps are wrong, by the steps that most of them make: one wrong one would make hours of it. */
function footageOf({ facts: { video }, findings }: ObjectInspection): number {
  if (!video) return 0;
  const step = findings.some(isStampFault) ? usualStepOf(video.dts) : null;
  const durationMs = video.durationMs ?? 0;
  return step === null ? durationMs : Math.min(durationMs, step * video.frames);
}

const demuxerOf = (container: Container): 'ts' | 'mp4' => (container === 'ts' ? 'ts' : 'mp4');

/** A finding that says nothing about these files: nothing was declared, or only a part of the clip is here. */
function without(verdict: Verdict, code: 'enc.none' | 'flow.segment_missing'): Verdict {
  const findings = verdict.findings.filter((found) => found.code !== code);
  if (findings.length === verdict.findings.length) return verdict;
  const failed = findings.some(({ severity }) => severity === 'error');
  const good = verdict.level2 === null ? 'undecided' : findings.length > 0 ? 'pass_with_warnings' : 'pass';
  return { ...verdict, findings, outcome: failed ? 'fail' : good };
}
