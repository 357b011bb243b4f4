import type { EventId } from '@kaitong/contract';
import type { ObjectInspection } from '@kaitong/media';
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { EventTable, ObjectDecoding } from '../../store/region/events.ts';
import type { RunTable } from '../../store/region/runs.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { noteRow } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { Clip, ClipObject, ClipSource, PastDecoding, Uninspected } from '../judging/clip-source.ts';
import { holdWhileJudged } from '../judging/hold-while-judged.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { concludeLocked } from './conclude.ts';
import { concludeProbeOf } from './conclude-probe.ts';
import { stripOf, videoOf } from './frame-strip.ts';
import type { JustFound } from './judged-clip.ts';
import { lockRunOfEvent, type RunOfEvent } from './lock-run.ts';
import { OBJECT_COMMITTED } from './object-committed.ts';
import { isUnderWay } from './probe.ts';
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

  // Of one that waits for an earlier one it is enough that it is there.
  hasUninspected: async (db, without) => (await uninspected(db, without).limit(1).executeTakeFirst()) !== undefined,

  hasUndecoded: async (db, without) => (await undecoded(db, without).limit(1).executeTakeFirst()) !== undefined,

  async takeUninspected(trx, without) {
    const row = await withContext(uninspected(trx, without))
      .select([nearestEarlier.as('earlier'), isOneOf(sql`inspection IS NULL`), holdWhileJudged])
      .where(isNext)
      .orderBy('committed_at')
      .limit(1)
      .forUpdate('object')
      .skipLocked()
      .executeTakeFirst();
    return row && { ...row, openClip: () => clipOf(context, row) };
  },

  async takeUndecoded(trx, without) {
    const row = await withContext(undecoded(trx, without))
      .select(sql<ObjectInspection>`object.inspection`.as('inspection'))
      .select([
        pastDecodings.as('decodings'),
        isOneOf(sql`inspection IS NOT NULL AND decoding IS NULL`),
        holdWhileJudged,
      ])
      .orderBy(sql`event.probe_id IS NOT NULL`)
      .orderBy(timesStarved)
      .orderBy('committed_at')
      .limit(1)
      .forUpdate('object')
      .skipLocked()
      .executeTakeFirst();
    return row && { ...row, openClip: () => clipOf(context, row) };
  },

  findInit: async (trx, { clipId, n }) =>
    await clipObjects(trx)
      .where('object.event_id', '=', clipId)
      .where('object.n', '<', n)
      .where('object.kind', '=', 'init')
      .orderBy('object.n', 'desc')
      .limit(1)
      .executeTakeFirst(),

  async keepInspection(trx, object, inspection) {
    await change(trx, object, { inspection: json(inspection) });
    const run = await lockRunOfEvent(trx, { eventId: object.clipId });
    if (run?.state === 'running') await reportInspection(trx, run, object, inspection);
  },

  async keepDecoding(trx, object, { decoding, inspection }) {
    await change(trx, object, { decoding: json(decoding), ...(inspection && { inspection: json(inspection) }) });
    const run = await lockRunOfEvent(trx, { eventId: object.clipId });
    if (run?.state === 'running')
      await conclude(trx, run, { n: object.n, decoding, ...(inspection && { inspection }) });
  },
});

const clipObjects = (db: Kysely<RegionTables>) =>
  db
    .selectFrom('event_object as object')
    .select(['event_id as clipId', 'n', 'kind', 'bytes', 'duration_ms as durationMs'])
    .select(['md5', 'sha256', 'iv', 'object_key as objectKey'])
    .where('object.state', '=', 'committed');

const uninspected = (db: Kysely<RegionTables>, without: readonly EventId[]) =>
  clipObjects(db).where('object.inspection', 'is', null).where('object.event_id', '<>', sql<EventId>`ALL(${without})`);

const undecoded = (db: Kysely<RegionTables>, without: readonly EventId[]) =>
  clipObjects(db)
    .where('object.inspection', 'is not', null)
    .where('object.decoding', 'is', null)
    .where('object.event_id', '<>', sql<EventId>`ALL(${without})`);

/** The event that an object is of, and its run, as they are read with it. */
const withContext = (objects: ReturnType<typeof clipObjects>) =>
  objects
    .innerJoin('event', 'event.id', 'object.event_id')
    .innerJoin('run', 'run.application_id', 'event.run_id')
    .select(['event.declaration', 'event.wrapped_key', 'event.probe_id', 'run.state as runState', 'run.probe']);

function clipOf(
  context: Pick<RegionContext, 'secrets'>,
  row: Pick<Selectable<EventTable>, 'declaration' | 'wrapped_key' | 'probe_id'> &
    Pick<Selectable<RunTable>, 'probe'> & { clipId: EventId; runState: string },
): Clip {
  const isAwaited =
    row.runState === 'running' &&
    (row.probe_id === null || (row.probe?.id === row.probe_id && row.probe.step !== 'ended'));
  return { declaration: row.declaration, key: openEventKey(context, { ...row, id: row.clipId }), isAwaited };
}

const isOneOf = (waits: RawBuilder<unknown>) =>
  sql<boolean>`EXISTS (SELECT FROM event_object WHERE state = 'committed' AND ${waits}
    AND (event_object.event_id, event_object.n) <> (object.event_id, object.n))`.as('isOneOfMany');

const nearestEarlier = sql<Uninspected['earlier']>`coalesce((
  SELECT jsonb_object_agg(kind, facts) FROM (
    SELECT DISTINCT ON (kind) kind, inspection -> 'facts' AS facts FROM event_object AS earlier
    WHERE earlier.event_id = object.event_id AND earlier.n < object.n AND earlier.state = 'committed'
      AND kind IN ('init', 'segment') AND inspection IS NOT NULL
    ORDER BY kind, n DESC) AS nearest), '{}')`;

/** What was decoded is long, and says nothing about the next one. */
const pastDecodings = sql<PastDecoding[]>`coalesce((
  SELECT jsonb_agg(CASE WHEN 'limit' IN (decoding -> 'decoded' ->> 'is', decoding -> 'picture' ->> 'is') THEN decoding
    ELSE jsonb_build_object('decoded', NULL, 'picture', NULL,
      'processorMs', coalesce(decoding -> 'processorMs', '0')) END ORDER BY n)
  FROM event_object AS past
  WHERE past.event_id = object.event_id AND past.kind = object.kind AND past.decoding IS NOT NULL), '[]')`;

async function change(
  trx: RegionTransaction,
  { clipId, n }: ClipObject,
  found: { inspection?: ReturnType<typeof json<ObjectInspection>>; decoding?: ReturnType<typeof json<ObjectDecoding>> },
): Promise<void> {
  await noteRow(trx, 'event_object', { event_id: clipId, n }, found);
}

async function reportInspection(
  trx: RegionTransaction,
  run: RunOfEvent,
  { n, kind }: ClipObject,
  { findings, facts }: ObjectInspection,
): Promise<void> {
  if (run.probeId === null)
    await reportProgress(trx, run, {
      ...{ type: 'object.inspected', n, findings, strip: stripOf(facts) },
      ...(facts.video ? { video: videoOf(facts.video) } : {}),
    });
  else if (isUnderWay(run, run.probeId)) await reportProgress(trx, run, { type: 'probe.inspected', n, kind, findings });
}

/** Forms the verdict that this event is for, if nothing is missing for it any more. */
async function conclude(trx: RegionTransaction, run: RunOfEvent, just: JustFound): Promise<void> {
  if (run.probeId === null) await concludeLocked(trx, run, just);
  // What is found of an earlier test is of no use to the one that goes on.
  else if (isUnderWay(run, run.probeId)) await concludeProbeOf(trx, run, just);
}
