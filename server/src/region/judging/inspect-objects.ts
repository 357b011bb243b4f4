import { finding } from '@kaitong/contract/checks';
import type { ObjectFacts, ObjectInspection } from '@kaitong/media';
import { type Selectable, sql } from 'kysely';
import { json } from '../../store/database.ts';
import { notify } from '../../store/notifications.ts';
import type { EventObjectTable } from '../../store/region/events.ts';
import { type RowQueue, workThroughRows } from '../../store/row-queue.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { OBJECT_COMMITTED } from '../verification/commit-object.ts';
import { concludeRun } from '../verification/conclude.ts';
import { concludeProbe } from '../verification/conclude-probe.ts';
import { findEvent, type StoredEvent } from '../verification/find-event.ts';
import { lockRun } from '../verification/lock-run.ts';
import { reportProgress } from '../verification/report.ts';
import { declarationOf } from './declaration-of.ts';
import { stripOf } from './frame-strip.ts';
import { TroubledEvents } from './troubled-events.ts';

type StoredObject = Selectable<EventObjectTable>;

/** What says that an object can be decoded now. */
export const OBJECT_INSPECTED = 'inspected';

/** Level 1 on every object as it is committed, by any process. */
export function inspectObjects(context: RegionContext): RowQueue {
  const troubled = new TroubledEvents();
  return workThroughRows({
    notifications: context.notifications,
    topic: OBJECT_COMMITTED,
    lanes: 2,
    takeOne: () => context.db.transaction().execute((trx) => inspectNext(context, trx, troubled)),
    onError: (error) => context.log.error({ err: error, region: context.region }, 'an object could not be inspected'),
  });
}

async function inspectNext(context: RegionContext, trx: RegionTransaction, troubled: TroubledEvents): Promise<boolean> {
  const object = await takeNext(trx, troubled.list());
  if (!object) return false;
  return await troubled.guard(object.event_id, () => inspectOne(context, trx, object));
}

async function inspectOne(context: RegionContext, trx: RegionTransaction, object: StoredObject): Promise<true> {
  const event = await findEvent(trx, { eventId: object.event_id, deviceId: object.device_id });
  if (!event) return true;
  const inspection = await inspect(context, trx, event, object);
  await trx
    .updateTable('event_object')
    .set({ inspection: json(inspection) })
    .where('event_id', '=', object.event_id)
    .where('n', '=', object.n)
    .execute();
  const run = await lockRun(trx, event.run_id);
  if (run?.state === 'running') {
    const { findings, facts } = inspection;
    const { n, kind } = object;
    if (event.probe_id === null)
      await reportProgress(trx, run, { type: 'object.inspected', n, findings, strip: stripOf(facts) });
    else if (run.probe?.step !== 'ended')
      await reportProgress(trx, run, { type: 'probe.inspected', n, kind, findings });
  }
  await notify(trx, OBJECT_INSPECTED, event.id);
  await notify(trx, OBJECT_COMMITTED, event.id); // a segment may have waited for this init segment
  await conclude(trx, event);
  return true;
}

/** Forms the verdict that this event is for, if nothing is missing for it any more. */
export async function conclude(trx: RegionTransaction, event: StoredEvent): Promise<void> {
  if (event.probe_id === null) await concludeRun(trx, event.run_id);
  else await concludeProbe(trx, event.run_id);
}

/** In order within an event, since a segment is read with what came before it in mind. */
async function takeNext(trx: RegionTransaction, without: string[]): Promise<StoredObject | undefined> {
  return await trx
    .selectFrom('event_object as object')
    .selectAll('object')
    .where('state', '=', 'committed')
    .where('inspection', 'is', null)
    .where('object.event_id', '<>', sql<string>`ALL(${without})`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('event_object as earlier')
            .select('earlier.n')
            .whereRef('earlier.event_id', '=', 'object.event_id')
            .whereRef('earlier.n', '<', 'object.n')
            .where('earlier.state', '=', 'committed')
            .where('earlier.inspection', 'is', null),
        ),
      ),
    )
    .orderBy('committed_at')
    .limit(1)
    .forUpdate('object')
    .skipLocked()
    .executeTakeFirst();
}

async function inspect(
  context: RegionContext,
  trx: RegionTransaction,
  event: StoredEvent,
  object: StoredObject,
): Promise<ObjectInspection> {
  const earlier = await trx
    .selectFrom('event_object')
    .select(['kind', 'inspection'])
    .where('event_id', '=', event.id)
    .where('n', '<', object.n)
    .where('inspection', 'is not', null)
    .orderBy('n', 'desc')
    .execute();
  const init = earlier.find((one) => one.kind === 'init')?.inspection?.facts.init;
  const earlierSegment = earlier.find((one) => one.kind === 'segment')?.inspection?.facts;
  const { judge, objects } = context;
  // The bytes, their copy on the judge's thread, and decrypted there.
  return await judge.holding(3 * object.bytes, async () => {
    const bytes = await objects.read(object.object_key);
    if (!bytes) return inspectionOfMissing(object);
    return await judge.inspect({
      bytes,
      object: declarationOf(object),
      event: event.declaration,
      // Where the store has compared them with what was declared, they need not be computed once more.
      hashes: objects.checksSha256 ? { md5: object.md5, sha256: object.sha256 } : undefined,
      key: openEventKey(context, event),
      init,
      earlierSegment,
    });
  });
}

/** Committed, and gone from the store: nothing of it can count. */
export function inspectionOfMissing(object: StoredObject): ObjectInspection {
  const facts: ObjectFacts = {
    bytes: 0,
    sha256: '',
    tail: '',
    content: 'empty',
    readable: false,
    init: null,
    video: null,
    audio: null,
    picture: null,
    sequence: null,
  };
  return { findings: [finding('obj.empty', { measured: 0, object: object.n, kind: object.kind })], facts };
}
