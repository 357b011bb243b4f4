import { seconds } from '@kaitong/contract';
import { checkOf, type Finding, finding } from '@kaitong/contract/checks';
import { CLOCK_TOLERANCE, EVENT_LIMIT, missingOf, PRE_RECORD_MINIMUM } from '@kaitong/core';
import type { JudgedObject } from '@kaitong/judge';
import { rangesOf, tellNumbers } from '@kaitong/media';
import { type Selectable, sql } from 'kysely';
import type { EventObjectTable } from '../../store/region/events.ts';
import type { RegionTransaction } from '../context.ts';
import { closedOf } from '../uploads/assembly.ts';
import { type StoredEvent, selectEvents } from './find-event.ts';
import type { LockedRun } from './lock-run.ts';
import { flowFinding } from './note-flow.ts';

export type StoredObject = Selectable<EventObjectTable>;

/** A run's one event, or its latest test event. */
export async function findEventOf(
  trx: RegionTransaction,
  run: Pick<LockedRun, 'application_id' | 'probe'>,
  which: 'own' | 'probe',
): Promise<StoredEvent | undefined> {
  return await selectEventOf(trx, run, which).executeTakeFirst();
}

const selectEventOf = (
  trx: RegionTransaction,
  run: Pick<LockedRun, 'application_id' | 'probe'>,
  which: 'own' | 'probe',
) =>
  selectEvents(trx)
    .where('run_id', '=', run.application_id)
    .where((is) => (which === 'own' ? is('probe_id', 'is', null) : is('probe_id', '=', run.probe?.id ?? '')));

export type DeclaredObject = Pick<StoredObject, 'n' | 'kind'>;

export type JudgedClip = {
  event: StoredEvent;
  /** What is committed, in order. */
  objects: StoredObject[];
  /** What a target was asked for, and no commit followed. */
  declared: DeclaredObject[];
  judged: JudgedObject[];
};

/** What was found of an object in this transaction, and is not written yet. */
export type JustFound = Pick<StoredObject, 'n'> & Partial<Pick<StoredObject, 'inspection' | 'decoding'>>;

/** As JSON has them. */
type Stamps = { declared_at: string; committed_at: string | null };

/** A run's event with all that was found of it; undefined while the judge has not seen all of it. */
export async function readJudgedClip(
  trx: RegionTransaction,
  run: LockedRun,
  which: 'own' | 'probe',
  just?: JustFound,
): Promise<JudgedClip | undefined> {
  const found = await selectEventOf(trx, run, which)
    .select(
      sql<(Omit<StoredObject, 'declared_at' | 'committed_at'> & Stamps)[]>`coalesce((
        SELECT jsonb_agg(to_jsonb(object) ORDER BY n) FROM event_object AS object WHERE event_id = event.id), '[]')`.as(
        'objects',
      ),
    )
    .executeTakeFirst();
  if (!found) return undefined;
  const { objects: rows, ...event } = found;
  const known = rows.map(({ declared_at, committed_at, ...row }) => ({
    ...row,
    declared_at: new Date(declared_at),
    committed_at: committed_at === null ? null : new Date(committed_at),
    ...(row.n === just?.n ? just : {}),
  }));
  const objects = known.filter(({ state }) => state === 'committed');
  const judged = judgedObjects(objects);
  return judged && { event, objects, declared: known.filter(({ state }) => state === 'declared'), judged };
}

/** The objects with what both levels found; undefined while the judge has not seen all of them. */
function judgedObjects(objects: readonly StoredObject[]): JudgedObject[] | undefined {
  const judged: JudgedObject[] = [];
  for (const object of objects) {
    const { inspection, decoding } = object;
    if (inspection === null || decoding === null) return undefined;
    const { n, kind, bytes, duration_ms: durationMs, md5, sha256, iv } = object;
    judged.push({ object: { n, kind, bytes, durationMs, md5, sha256, iv }, inspection, ...decoding });
  }
  return judged;
}

/** What the protocol saw of an event that is over, beside what was noted on the way. */
export function findingsOfFlow(
  run: LockedRun,
  event: StoredEvent,
  objects: readonly StoredObject[],
  declared: readonly DeclaredObject[],
): Finding[] {
  const findings: Finding[] = [];
  if (Math.abs(event.clock_skew_ms) > CLOCK_TOLERANCE)
    findings.push(finding('time.clock', { measured: event.clock_skew_ms }));
  findings.push(...findAbsence(run));
  // Found when the verdict is formed, but it is the upload that lacks them.
  const upload: LockedRun = { ...run, step: 'await-upload' };
  if (event.state !== 'closed') findings.push(flowFinding(upload, 'flow.event_not_closed'));
  const missing = missingOf({
    objects: new Map(objects.map(({ n, state }) => [n, { state }])),
    closed: closedOf(event),
  }).slice(0, MOST_NAMED);
  if (missing.length > 0) findings.push(missingObjects(upload, missing, { objects, declared }));
  const footage = objects.reduce((sum, { kind, duration_ms }) => sum + (kind === 'segment' ? duration_ms : 0), 0);
  if (footage > EVENT_LIMIT)
    findings.push(flowFinding(upload, 'flow.event_too_long', { measured: footage, limit: EVENT_LIMIT }));
  return findings;
}

/** Numbers without an object, with those that have one, and those of which a target was asked for. */
function missingObjects(
  run: LockedRun,
  missing: readonly number[],
  { objects, declared }: { objects: readonly StoredObject[]; declared: readonly DeclaredObject[] },
): Finding {
  const asked = declared.filter(({ n }) => missing.includes(n));
  const found = flowFinding(run, 'flow.segment_missing', {
    measured: missing.join(', '),
    object: missing[0] ?? null,
    kind: asked.find(({ n }) => n === missing[0])?.kind ?? null,
  });
  const arrived = objects.map(({ n }) => n);
  const told = asked.length > 0 ? { asked: rangesOf(asked.map(({ n }) => n)) } : { unasked: 'unasked' };
  return { ...found, params: { ...found.params, ...tellNumbers(missing, arrived), ...told } };
}

/** A library that comes back at once has a new connection, and was not away. */
const RECONNECTION = seconds(1);

/** What a device sends while it is away waits in its memory: for a moment that is a warning, for longer it would be lost. */
export function findAbsence(run: LockedRun): Finding[] {
  const measured = Math.max(run.away_ms, run.away_since === null ? 0 : run.now.getTime() - run.away_since.getTime());
  if (measured < RECONNECTION) return [];
  const { limit } = checkOf('flow.offline_in_upload');
  const severity = measured < Number(limit) ? 'warning' : 'error';
  return [flowFinding(run, 'flow.offline_in_upload', { measured, severity })];
}

/**
 * By what the device declares, since nothing in the footage says when the trigger was. A battery camera that something
 * has to wake has nothing from before it, and is not warned of what it cannot change.
 */
export function findMissingPreRecord(run: LockedRun, { pre_record_ms }: StoredEvent): Finding[] {
  if (pre_record_ms === null || pre_record_ms >= PRE_RECORD_MINIMUM || run.dormant) return [];
  return [flowFinding(run, 'flow.no_pre_record', { measured: pre_record_ms, limit: PRE_RECORD_MINIMUM })];
}

/** More of them say nothing new. */
const MOST_NAMED = 16;
