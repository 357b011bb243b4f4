import { availableParallelism } from 'node:os';
import {
  framesPerSample,
  isStarved,
  isWorthDecoding,
  JudgeStarved,
  type Spent,
  STARVED_TRIES,
  type Starved,
} from '@kaitong/judge';
import { notify } from '../../store/notifications.ts';
import type { ObjectDecoding } from '../../store/region/events.ts';
import { type RowQueue, type Taken, workThroughRows } from '../../store/row-queue.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { Clip, ClipObject, ClipSource, Undecoded } from './clip-source.ts';
import { inspectionOfMissing, OBJECT_INSPECTED } from './inspect-objects.ts';
import type { JudgeMeter } from './judge-meter.ts';
import { findClipLimit, noteStarved, noteWorkEnded, noteWorkStarted } from './judge-time.ts';
import { readPlain } from './read-plain.ts';
import { TroubledEvents } from './troubled-events.ts';

/** More rows than that would be held while they wait for one of the judge's processes. */
const DECODERS = availableParallelism();

/**
 * Level 2 on every object that level 1 could read. The row stays locked while the judge's process decodes: if this
 * process dies, the lock goes with its session and another process decodes the object.
 */
export function decodeObjects(context: RegionContext, source: ClipSource, meter: JudgeMeter): RowQueue {
  const troubled = new TroubledEvents();
  return workThroughRows({
    notifications: context.notifications,
    topic: OBJECT_INSPECTED,
    lanes: DECODERS,
    isThere: () => source.hasUndecoded(context.db, troubled.list()),
    takeOne: (onTaken) => decodeNext({ context, source, meter, troubled }, onTaken),
    onError: (error) => context.log.error({ err: error, region: context.region }, 'an object could not be decoded'),
  });
}

type Work = { context: RegionContext; source: ClipSource; meter: JudgeMeter; troubled: TroubledEvents };

async function decodeNext(work: Work, onTaken: (taken: Taken) => void): Promise<Taken | 'none'> {
  const { context, source, troubled } = work;
  const turn = await context.db.transaction().execute(async (trx) => {
    const object = await source.takeUndecoded(trx, troubled.list());
    if (!object) return 'none';
    const taken = object.isOneOfMany ? 'one of many' : 'the last';
    onTaken(taken);
    const turn = await troubled.guard(object.clipId, () => decodeOne(work, trx, object));
    return turn === 'outage' ? turn : taken;
  });
  // It has been counted; the log is to say it.
  if (turn === 'outage') throw new JudgeStarved();
  return turn;
}

type Turn = 'judged' | 'given-back' | 'outage';

async function decodeOne(work: Work, trx: RegionTransaction, object: Undecoded): Promise<Turn> {
  const { source } = work;
  // What nobody waits for any more is not decoded, and may have been deleted meanwhile.
  const clip = object.openClip();
  const outcome = clip.isAwaited ? await decode(work, trx, clip, object) : nothing;
  if (outcome !== 'gone' && 'is' in outcome) return await giveBack(work, trx, object);
  const found =
    outcome === 'gone' ? { decoding: nothing, inspection: inspectionOfMissing(object) } : { decoding: outcome };
  await noteWorkEnded(trx, object);
  await source.keepDecoding(trx, object, found);
  return 'judged';
}

/** The machine was too busy to say anything: the object waits behind the others, for any process. */
async function giveBack({ context, troubled }: Work, trx: RegionTransaction, object: ClipObject): Promise<Turn> {
  const { clipId, n } = object;
  const times = await noteStarved(trx, object);
  context.log.warn({ clipId, n, times, region: context.region }, 'judge.starved');
  await notify(trx, OBJECT_INSPECTED, clipId);
  if (times < STARVED_TRIES) return 'given-back';
  troubled.leaveAlone(clipId);
  return 'outage';
}

const nothing: ObjectDecoding = { decoded: null, picture: null };

async function decode(
  work: Work,
  trx: RegionTransaction,
  clip: Clip,
  object: Undecoded,
): Promise<ObjectDecoding | Starved | 'gone'> {
  const { inspection, kind } = object;
  if (kind === 'init') return nothing;
  if (kind === 'segment' && !isWorthDecoding(inspection)) return nothing;
  if (kind === 'snapshot' && !inspection.facts.readable) return nothing;
  const limit = findClipLimit(object.decodings, kind);
  if (limit) return { ...nothing, [kind === 'segment' ? 'decoded' : 'picture']: limit };
  // The bytes as stored, decrypted, and on their way into the judge's process.
  return await work.context.judge.holding(3 * object.bytes, () => decodeHeld(work, trx, clip, object));
}

async function decodeHeld(
  { context, source, meter }: Work,
  trx: RegionTransaction,
  clip: Clip,
  object: Undecoded,
): Promise<ObjectDecoding | Starved | 'gone'> {
  const { judge } = context;
  const { container } = clip.declaration;
  const plain = await readPlain(context, clip, object);
  if (!plain) {
    context.log.error({ key: object.objectKey, region: context.region }, 'object.gone');
    return 'gone';
  }
  const took = { tookMs: 0, processorMs: 0 };
  let noted: Promise<void> | undefined;
  const onWorked = ({ lane, processor }: Spent): void => {
    took.tookMs += lane;
    took.processorMs += processor;
  };
  const onStarted = (): void => {
    noted = noteWorkStarted(context, object).catch((err: unknown) => context.log.warn({ err }, 'judge.work-unnoted'));
  };
  try {
    if (object.kind === 'snapshot') {
      const picture = await judge.decodeSnapshotOnce(plain, { onStarted, onWorked });
      return isStarved(picture) ? picture : { decoded: null, picture, ...took };
    }
    // What a camera has sent last before its segment, as level 1 took it: it may change its pictures within an event.
    const sent = container === 'fmp4' ? await source.findInit(trx, object) : undefined;
    const init = sent && (await readPlain(context, clip, sent));
    const task = {
      parts: init ? [init, plain] : [plain],
      container: container === 'ts' ? ('ts' as const) : ('mp4' as const),
      codec: object.inspection.facts.video?.codec,
      durationMs: object.durationMs,
      framesPerSample: framesPerSample(object.inspection),
    };
    const decoded = await judge.decodeOnce(task, { onStarted, onWorked });
    if (isStarved(decoded)) return decoded;
    if (decoded.is === 'report') meter.measured(object.durationMs, took.tookMs);
    return { decoded, picture: null, ...took };
  } finally {
    await noted; // a note that came after the end would stay
  }
}
