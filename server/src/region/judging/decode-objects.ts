import { availableParallelism } from 'node:os';
import { type Duration, milliseconds } from '@kaitong/contract';
import { isWorthDecoding, nodePorts } from '@kaitong/judge';
import { decryptObject, isMedia, sniffContainer } from '@kaitong/media';
import { type Selectable, sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { EventObjectTable, ObjectDecoding } from '../../store/region/events.ts';
import { type RowQueue, workThroughRows } from '../../store/row-queue.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { findEvent, type StoredEvent } from '../verification/find-event.ts';
import { conclude, inspectionOfMissing, OBJECT_INSPECTED } from './inspect-objects.ts';
import type { JudgeMeter } from './judge-meter.ts';
import { findClipLimit, noteWorkEnded, noteWorkStarted } from './judge-time.ts';
import { TroubledEvents } from './troubled-events.ts';

type StoredObject = Selectable<EventObjectTable>;

/** More rows than that would be held while they wait for one of the judge's processes. */
const DECODERS = availableParallelism();

/**
 * Level 2 on every object that level 1 could read. The row stays locked while the judge's process decodes: if this
 * process dies, the lock goes with its session and another process decodes the object.
 */
export function decodeObjects(context: RegionContext, meter: JudgeMeter): RowQueue {
  const troubled = new TroubledEvents();
  return workThroughRows({
    notifications: context.notifications,
    topic: OBJECT_INSPECTED,
    lanes: DECODERS,
    takeOne: () => decodeNext(context, meter, troubled),
    onError: (error) => context.log.error({ err: error, region: context.region }, 'an object could not be decoded'),
  });
}

async function decodeNext(context: RegionContext, meter: JudgeMeter, troubled: TroubledEvents): Promise<boolean> {
  return await context.db.transaction().execute(async (trx) => {
    const object = await takeNext(trx, troubled.list());
    if (!object) return false;
    return await troubled.guard(object.event_id, () => decodeOne(context, meter, trx, object));
  });
}

async function decodeOne(
  context: RegionContext,
  meter: JudgeMeter,
  trx: RegionTransaction,
  object: StoredObject,
): Promise<true> {
  const event = await findEvent(trx, { eventId: object.event_id, deviceId: object.device_id });
  if (!event) return true;
  // What nobody waits for any more is not decoded, and may have been deleted with its run's end.
  const outcome = (await isAwaited(trx, event)) ? await decode(context, meter, trx, event, object) : nothing;
  await trx
    .updateTable('event_object')
    .set(
      outcome === 'gone'
        ? { decoding: json(nothing), inspection: json(inspectionOfMissing(object)) }
        : { decoding: json(outcome) },
    )
    .where('event_id', '=', object.event_id)
    .where('n', '=', object.n)
    .execute();
  await noteWorkEnded(trx, object);
  await conclude(trx, event);
  return true;
}

const nothing: ObjectDecoding = { decoded: null, picture: null };

async function isAwaited(trx: RegionTransaction, event: StoredEvent): Promise<boolean> {
  const run = await trx
    .selectFrom('run')
    .select(['state', 'probe'])
    .where('application_id', '=', event.run_id)
    .executeTakeFirst();
  return run?.state === 'running' && (event.probe_id === null || run.probe?.step !== 'ended');
}

async function takeNext(trx: RegionTransaction, without: string[]): Promise<StoredObject | undefined> {
  return await trx
    .selectFrom('event_object')
    .selectAll()
    .where('state', '=', 'committed')
    .where('inspection', 'is not', null)
    .where('decoding', 'is', null)
    .where('event_id', '<>', sql<string>`ALL(${without})`)
    // What a verdict waits for goes before what only helps.
    .orderBy(sql`(SELECT probe_id IS NOT NULL FROM event WHERE event.id = event_object.event_id)`)
    .orderBy('committed_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

async function decode(
  context: RegionContext,
  meter: JudgeMeter,
  trx: RegionTransaction,
  event: StoredEvent,
  object: StoredObject,
): Promise<ObjectDecoding | 'gone'> {
  const { inspection, kind } = object;
  if (!inspection || kind === 'init') return nothing;
  if (kind === 'segment' && !isWorthDecoding(inspection)) return nothing;
  if (kind === 'snapshot' && !inspection.facts.readable) return nothing;
  const limit = await findClipLimit(trx, event.id, kind);
  if (limit) return { ...nothing, [kind === 'segment' ? 'decoded' : 'picture']: limit };
  // The bytes as stored, decrypted, and on their way into the judge's process.
  return await context.judge.holding(3 * object.bytes, () => decodeHeld(context, meter, trx, event, object));
}

async function decodeHeld(
  context: RegionContext,
  meter: JudgeMeter,
  trx: RegionTransaction,
  event: StoredEvent,
  object: StoredObject,
): Promise<ObjectDecoding | 'gone'> {
  const { judge } = context;
  const plain = await readPlain(context, event, object);
  if (!plain) {
    context.log.error({ key: object.object_key, region: context.region }, 'object.gone');
    return 'gone';
  }
  let tookMs = 0;
  let noted: Promise<void> | undefined;
  const onWorked = (lane: Duration): void => {
    tookMs = milliseconds(tookMs + lane);
  };
  const onStarted = (): void => {
    noted = noteWorkStarted(context, object).catch((err: unknown) => context.log.warn({ err }, 'judge.work-unnoted'));
  };
  try {
    if (object.kind === 'snapshot') {
      const picture = await judge.decodeSnapshot(plain, { onStarted, onWorked });
      return { decoded: null, picture, tookMs };
    }
    const init = event.declaration.container === 'fmp4' ? await readInit(context, trx, event, object.n) : undefined;
    const task = {
      parts: init ? [init, plain] : [plain],
      container: event.declaration.container === 'ts' ? ('ts' as const) : ('mp4' as const),
      codec: object.inspection?.facts.video?.codec,
      durationMs: object.duration_ms,
    };
    const decoded = await judge.decode(task, { onStarted, onWorked });
    if (decoded.is === 'report') meter.measured(object.duration_ms, tookMs);
    return { decoded, picture: null, tookMs };
  } finally {
    await noted; // a note that came after the end would stay
  }
}

/** What a camera has sent last before its segment, as level 1 took it: it may change its pictures within an event. */
async function readInit(
  context: RegionContext,
  trx: RegionTransaction,
  event: StoredEvent,
  before: number,
): Promise<Uint8Array | undefined> {
  const init = await trx
    .selectFrom('event_object')
    .selectAll()
    .where('event_id', '=', event.id)
    .where('kind', '=', 'init')
    .where('state', '=', 'committed')
    .where('n', '<', before)
    .orderBy('n', 'desc')
    .executeTakeFirst();
  return init && (await readPlain(context, event, init));
}

/** An object's bytes as level 1 read them: what was not encrypted at all is taken as it is. Undefined: they are gone. */
async function readPlain(
  context: RegionContext,
  event: StoredEvent,
  object: StoredObject,
): Promise<Uint8Array | undefined> {
  const bytes = await context.objects.read(object.object_key);
  const key = openEventKey(context, event);
  if (!bytes || event.declaration.encryption === 'none' || isMedia(sniffContainer(bytes))) return bytes;
  if (!key || object.iv === null) return undefined;
  return decryptObject(bytes, key, Buffer.from(object.iv, 'hex'), nodePorts);
}
