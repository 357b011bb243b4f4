import type { EventId } from '@kaitong/contract';
import type { ObjectInspection } from '@kaitong/media';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { ObjectDecoding } from '../../store/region/events.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { ClipObject, ClipSource } from '../judging/clip-source.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { concludeRun } from './conclude.ts';
import { concludeProbe } from './conclude-probe.ts';
import { stripOf, videoOf } from './frame-strip.ts';
import { lockRun } from './lock-run.ts';
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

  takeUninspected: async (trx, without) =>
    await clipObjects(trx)
      .where('object.inspection', 'is', null)
      .where('object.event_id', '<>', sql<EventId>`ALL(${without})`)
      .where(isNext)
      .orderBy('committed_at')
      .limit(1)
      .forUpdate('object')
      .skipLocked()
      .executeTakeFirst(),

  takeUndecoded: async (trx, without) =>
    await clipObjects(trx)
      .where('object.inspection', 'is not', null)
      .where('object.decoding', 'is', null)
      .where('object.event_id', '<>', sql<EventId>`ALL(${without})`)
      .orderBy(sql`(SELECT probe_id IS NOT NULL FROM event WHERE event.id = object.event_id)`)
      .orderBy(timesStarved)
      .orderBy('committed_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst(),

  async findClip(trx, { clipId }) {
    const event = await trx.selectFrom('event').selectAll().where('id', '=', clipId).executeTakeFirst();
    return event && { declaration: event.declaration, key: openEventKey(context, event) };
  },

  async isAwaited(trx, { clipId }) {
    const run = await trx
      .selectFrom('run')
      .innerJoin('event', 'event.run_id', 'run.application_id')
      .select(['run.state', 'run.probe', 'event.probe_id'])
      .where('event.id', '=', clipId)
      .executeTakeFirst();
    return run?.state === 'running' && (run.probe_id === null || run.probe?.step !== 'ended');
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
    await reportInspection(trx, object, inspection);
    await conclude(trx, object);
  },

  async keepDecoding(trx, object, { decoding, inspection }) {
    await change(trx, object, { decoding: json(decoding), ...(inspection && { inspection: json(inspection) }) });
    await conclude(trx, object);
  },
});

const clipObjects = (trx: RegionTransaction) =>
  trx
    .selectFrom('event_object as object')
    .select(['event_id as clipId', 'n', 'kind', 'bytes', 'duration_ms as durationMs'])
    .select(['md5', 'sha256', 'iv', 'object_key as objectKey', 'inspection'])
    .where('object.state', '=', 'committed');

async function change(
  trx: RegionTransaction,
  { clipId, n }: ClipObject,
  found: { inspection?: ReturnType<typeof json<ObjectInspection>>; decoding?: ReturnType<typeof json<ObjectDecoding>> },
): Promise<void> {
  await trx.updateTable('event_object').set(found).where('event_id', '=', clipId).where('n', '=', n).execute();
}

const findEvent = async (trx: RegionTransaction, { clipId }: ClipObject) =>
  await trx.selectFrom('event').select(['run_id', 'probe_id']).where('id', '=', clipId).executeTakeFirst();

async function reportInspection(
  trx: RegionTransaction,
  object: ClipObject,
  { findings, facts }: ObjectInspection,
): Promise<void> {
  const event = await findEvent(trx, object);
  const run = event && (await lockRun(trx, event.run_id));
  if (run?.state !== 'running') return;
  const { n, kind } = object;
  if (event?.probe_id === null)
    await reportProgress(trx, run, {
      ...{ type: 'object.inspected', n, findings, strip: stripOf(facts) },
      ...(facts.video ? { video: videoOf(facts.video) } : {}),
    });
  else if (run.probe?.step !== 'ended') await reportProgress(trx, run, { type: 'probe.inspected', n, kind, findings });
}

/** Forms the verdict that this event is for, if nothing is missing for it any more. */
async function conclude(trx: RegionTransaction, object: ClipObject): Promise<void> {
  const event = await findEvent(trx, object);
  if (event?.probe_id === null) await concludeRun(trx, event.run_id);
  else if (event) await concludeProbe(trx, event.run_id);
}
