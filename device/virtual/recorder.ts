import { milliseconds } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import type { Clock, EventObject, Outcome, SegmentPlan } from '../src/index.ts';
import { durationOf, type Group } from './encode/frames.ts';
import type { Fault, Recipe } from './faults/fault.ts';
import { packagerFor } from './packager.ts';
import type { Source } from './sources/source.ts';

/** How much is recorded before and after the motion began. */
export type ClipLength = { preRecordMs: number; postRecordMs: number };

export type RecorderOptions = { source: Source; recipe: Recipe; fault?: Fault | undefined };

/** Takes what is recorded: an event's upload, or a file. */
export type Sink = {
  readonly maxFootageMs: number | null;
  addObject(object: EventObject): Promise<Outcome<void>>;
};

export type Order = {
  at: number;
  clip: ClipLength;
  signal: AbortSignal;
  /** For footage that is recorded all the time: longer segments, as they are wished at that moment, and no snapshot. */
  segments?: () => SegmentPlan;
  /** Its owner is told of it and looks at once: the first segment is short, and the snapshot waits for none. */
  awaited?: { clock: Clock };
};

export type Produced = { objects: number; bytes: number };

/** How far into a wave the snapshot is taken: the hand is up by then. */
const SNAPSHOT_AFTER_MS = 600;
/** It is in the picture by then. */
const SEEN_AFTER_MS = 300;
/** As short as key frames may follow each other. */
const FIRST_SEGMENT_MS = 1000;

/** What a camera with this recipe declares about its footage. */
export function declarationFor({ source, recipe, fault }: RecorderOptions): EventDeclaration {
  const { codec, width, height } = source.format;
  const declaration = { container: recipe.container, codec, width, height, encryption: recipe.encryption };
  return fault?.declaration ? fault.declaration(declaration) : declaration;
}

/** Records from before the motion to after it and hands every object over as soon as it is complete. */
export async function record(
  options: RecorderOptions,
  { at, clip, signal, segments, awaited }: Order,
  sink: Sink,
): Promise<Produced> {
  const { source, recipe, fault } = options;
  const stop = new AbortController();
  const produced: Produced = { objects: 0, bytes: 0 };
  let segment = 0;

  const send = async (whole: EventObject): Promise<void> => {
    const object = fault?.object
      ? fault.object(whole, { format: source.format, container: recipe.container, segment })
      : whole;
    if (whole.kind === 'segment') segment += 1;
    if (object === undefined) return;
    produced.objects += 1;
    produced.bytes += object.bytes.length;
    const sent = sink.addObject(object).then((outcome) => {
      if (!outcome.ok) stop.abort();
    });
    // A camera whose power fails after the first segment must have sent that one.
    if (fault?.flow === 'offline_in_upload') await sent;
  };
  const sendSnapshot = async (moment: number): Promise<void> => {
    const bytes = await source.still(moment);
    if (bytes) await send({ kind: 'snapshot', bytes, durationMs: 0 });
  };

  const sendEarly = async (clock: Clock): Promise<void> => {
    await clock.sleep(milliseconds(Math.max(0, at + SEEN_AFTER_MS - clock.monotonic())), signal);
    if (!signal.aborted && !stop.signal.aborted) await sendSnapshot(at + SEEN_AFTER_MS);
  };

  const recording = source.record({
    from: at - clip.preRecordMs,
    until: at + clip.postRecordMs,
    ...(awaited ? { firstMs: FIRST_SEGMENT_MS } : {}),
    signal: AbortSignal.any([signal, stop.signal]),
  });
  const packager = packagerFor(recipe.container, source.format);
  let footageMs = 0;
  let index = 0;
  let snapped = segments !== undefined || awaited !== undefined;
  const early = awaited && sendEarly(awaited.clock);
  early?.catch(() => {}); // a source that breaks meanwhile is told of by its groups
  /** By the source's clock, whatever the stamps say in the end. */
  const aged = (object: EventObject): EventObject =>
    object.kind === 'segment' && fault?.flow !== 'no_ages'
      ? { ...object, endedAt: recording.startedAt + footageMs }
      : object;
  const groups = within(recording.groups, sink.maxFootageMs ?? Number.POSITIVE_INFINITY);
  for await (const group of segments ? joined(groups, segments) : groups) {
    footageMs += durationOf(group);
    for (const object of await packager.add(fault?.group ? fault.group(group, index, source.format) : group))
      await send(aged(object));
    index += 1;
    if (fault?.flow === 'offline_in_upload') return produced;
    if (snapped || recording.startedAt + footageMs < at + SNAPSHOT_AFTER_MS) continue;
    snapped = true;
    await sendSnapshot(at + SNAPSHOT_AFTER_MS);
  }
  for (const object of await packager.finish()) await send(aged(object));
  if (!snapped) await sendSnapshot(at);
  await early;
  return produced;
}

/** Groups as long as all of them together have room; what does not fit is not begun. */
async function* within(groups: AsyncIterable<Group>, mostMs: number): AsyncGenerator<Group> {
  let footageMs = 0;
  for await (const group of groups) {
    footageMs += durationOf(group);
    if (footageMs > mostMs) return;
    yield group;
  }
}

/** Groups as long as is wished, or as large as one may be, made of shorter ones; the last one is what is left. */
async function* joined(groups: AsyncIterable<Group>, segments: () => SegmentPlan): AsyncGenerator<Group> {
  let whole: Group = { video: [], audio: [] };
  for await (const { video, audio } of groups) {
    whole = { video: [...whole.video, ...video], audio: [...whole.audio, ...audio] };
    const { leastMs, wishedMs, mostBytes } = segments();
    const length = durationOf(whole);
    if (length < leastMs || (length < wishedMs && bytesOf(whole) < mostBytes)) continue;
    yield whole;
    whole = { video: [], audio: [] };
  }
  if (whole.video.length > 0) yield whole;
}

const bytesOf = ({ video, audio }: Group): number =>
  [...video, ...audio].reduce((sum, { data }) => sum + data.length, 0);
