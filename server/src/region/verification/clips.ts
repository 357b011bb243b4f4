import type { EventId } from '@kaitong/contract';
import type { ObjectInspection } from '@kaitong/media';
import { type Kysely, sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { ObjectDecoding } from '../../store/region/events.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { ClipObject, ClipSource } from '../judging/clip-source.ts';
import { holdWhileJudged } from '../judging/hold-while-judged.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { concludeLocked } from './conclude.ts';
import { concludeProbeOf } from './conclude-probe.ts';
import { stripOf, videoOf } from './frame-strip.ts';
import { lockRunOfEvent, type RunOfEvent } from './lock-run.ts';
import { OBJECT_COMMITTED } from './object-committed.ts';
import { reportProgress } from './report.ts';

/**
 * In order within an event, since a segment is read with what came before it in mind: all numbers below it are inspected.
 * What is missing of them is waited for, as long as it may still come and count.
 */
const isNext = sql<boolean>`
  NOT EXISTS (SELECT FROM event_object earlier WHERE earlier.event_id = object.event_id AND earlier.n < object.n
    AND earlier.state = 'committed' AND earlier.inspection IS NULL)
  AND (object.n = (SELECT count(*) FROM event_object earlier
      WHERE earlier.event_id = object.event_id AND earlier.n < object.n AND earlier.state = 'committed')
    OR EXISTS (SELECT FROM event JOIN run ON run.application_id = event.run_id WHERE event.id = object.event_id
      AND (event.probe_id IS NOT NULL OR run.step <> 'await-upload' OR run.state <> 'running')))`;

/** What was given back waits behind what was not tried yet. */
const timesStarved = sql<number>`coalesce(
  (SELECT starved FROM judge_work work WHERE work.event_id = object.event_id AND work.n = object.n), 0)`;

/** The events of runs as the judge takes them: what a verdict waits for before what only helps. */
export const verificationClips = (context: Pick<RegionContext, 'secrets'>): ClipSource => ({
  committed: OBJECT_COMMITTED,

  hasUninspected: async (db, without) => (await uninspected(db, without).limit(1).executeTakeFirst()) !== undefined,

  hasUndecoded: async (db, without) => (await undecoded(db, without).limit(1).executeTakeFirst()) !== undefined,

  takeUninspected: async (trx, without) =>
    await uninspected(trx, without)
      .select(holdWhileJudged)
      .orderBy('committed_at')
      .limit(1)
      .forUpdate('object')
      .skipLocked()
      .executeTakeFirst(),

  takeUndecoded: async (trx, without) =>
    await undecoded(trx, without)
      .select(holdWhileJudged)
      .orderBy(sql`(SELECT probe_id IS NOT NULL FROM event WHERE event.id = object.event_id)`)
      .orderBy(timesStarved)
      .orderBy('committed_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst(),

  async findClip(trx, { clipId }) {
    const event = await trx
      .selectFrom('event')
      .innerJoin('run', 'run.application_id', 'event.run_id')
      .selectAll('event')
      .select(['run.state as runState', 'run.probe'])
      .where('event.id', '=', clipId)
      .executeTakeFirst();
    if (!event) return undefined;
    const isAwaited = event.runState === 'running' && (event.probe_id === null || event.probe?.step !== 'ended');
    return { declaration: event.declaration, key: openEventKey(context, event), isAwaited };
  },

  listEarlier: async (trx, { clipId, n }) =>
    await clipObjects(trx)
      .where('object.event_id', '=', clipId)
      .where('object.n', '<', n)
      .orderBy('object.n', 'desc')
      .execute(),

  async listDecodings(trx, { clipId, kind }) {
    const rows = await trx
      .selectFrom('event_object')
      .select('decoding')
      .where('event_id', '=', clipId)
      .where('kind', '=', kind)
      .where('decoding', 'is not', null)
      .orderBy('n')
      .execute();
    return rows.flatMap(({ decoding }) => decoding ?? []);
  },

  async keepInspection(trx, object, inspection) {
    await change(trx, object, { inspection: json(inspection) });
    const run = await lockRunOfEvent(trx, { eventId: object.clipId });
    if (run?.state !== 'running') return;
    await reportInspection(trx, run, object, inspection);
    await conclude(trx, run);
  },

  async keepDecoding(trx, object, { decoding, inspection }) {
    await change(trx, object, { decoding: json(decoding), ...(inspection && { inspection: json(inspection) }) });
    const run = await lockRunOfEvent(trx, { eventId: object.clipId });
    if (run?.state === 'running') await conclude(trx, run);
  },
});

const clipObjects = (db: Kysely<RegionTables>) =>
  db
    .selectFrom('event_object as object')
    .select(['event_id as clipId', 'n', 'kind', 'bytes', 'duration_ms as durationMs'])
    .select(['md5', 'sha256', 'iv', 'object_key as objectKey', 'inspection'])
    .where('object.state', '=', 'committed');

const uninspected = (db: Kysely<RegionTables>, without: readonly EventId[]) =>
  clipObjects(db)
    .where('object.inspection', 'is', null)
    .where('object.event_id', '<>', sql<EventId>`ALL(${without})`)
    .where(isNext);

const undecoded = (db: Kysely<RegionTables>, without: readonly EventId[]) =>
  clipObjects(db)
    .where('object.inspection', 'is not', null)
    .where('object.decoding', 'is', null)
    .where('object.event_id', '<>', sql<EventId>`ALL(${without})`);

async function change(
  trx: RegionTransaction,
  { clipId, n }: ClipObject,
  found: { inspection?: ReturnType<typeof json<ObjectInspection>>; decoding?: ReturnType<typeof json<ObjectDecoding>> },
): Promise<void> {
  await trx.updateTable('event_object').set(found).where('event_id', '=', clipId).where('n', '=', n).execute();
}

async function reportInspection(
  trx: RegionTransaction,
  run: RunOfEvent,
  { n, kind }: ClipObject,
  { findings, facts }: ObjectInspection,
): Promise<void> {
  if (!run.isProbe)
    await reportProgress(trx, run, {
      ...{ type: 'object.inspected', n, findings, strip: stripOf(facts) },
      ...(facts.video ? { video: videoOf(facts.video) } : {}),
    });
  else if (run.probe?.step !== 'ended') await reportProgress(trx, run, { type: 'probe.inspected', n, kind, findings });
}

/** Forms the verdict that this event is for, if nothing is missing for it any more. */
async function conclude(trx: RegionTransaction, run: RunOfEvent): Promise<void> {
  if (run.isProbe) await concludeProbeOf(trx, run);
  else await concludeLocked(trx, run);
}
