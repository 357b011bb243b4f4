import { type Evidence, refusal } from '@kaitong/contract';
import { type Finding, finding, RULES_VERSION } from '@kaitong/contract/checks';
import { FOOTAGE_MINIMUM } from '@kaitong/core';
import { fingerprintsOf, judgeClip, type Level2Engine, type Verdict } from '@kaitong/judge';
import type { Selectable } from 'kysely';
import type { EventObjectTable } from '../../store/region/events.ts';
import type { RegionTransaction } from '../context.ts';
import { findEvent, type StoredEvent } from '../events/find-event.ts';
import { declarationOf } from '../judging/declaration-of.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { report, reportProgress } from './report.ts';
import { failRun, signalRun } from './signal-run.ts';

type StoredObject = Selectable<EventObjectTable>;

/** The skew that a camera's clock may have before the maker is warned. */
const CLOCK_TOLERANCE_MS = 5000;

/** Forms the verdict once the event is complete and every object is judged; until then it does nothing. */
export async function concludeRun(trx: RegionTransaction, applicationId: string): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running' || run.step !== 'verify') return;
  const event = await findEventOf(trx, run);
  if (!event) return;
  const objects = await listObjects(trx, event.id);
  if (objects.some((object) => object.inspection === null || object.decoding === null)) return;
  if (!isSameFirmware(run, event)) {
    await failRun(trx, run, refusal('precondition_changed'), []);
    return;
  }
  const judged = objects.map((object) => ({
    object: declarationOf(object),
    inspection: must(object.inspection),
    ...must(object.decoding),
  }));
  const { outcome, findings, level2 } = judgeClip({
    event: event.declaration,
    objects: judged,
    findings: findingsOfFlow(event, objects),
    expectations: { minFootageMs: FOOTAGE_MINIMUM },
    waveAsked: true,
    nonceMatches: true, // an event with another nonce is not opened
    seenFingerprints: await recogniseFingerprints(trx, event.id, fingerprintsOf(judged)),
  });
  if (outcome === 'undecided' || level2 === null) {
    await endUndecided(trx, run, outcome, findings);
    return;
  }
  await reportProgress(trx, run, { type: 'verdict.reached', outcome, findings });
  const moved = await signalRun(trx, applicationId, { type: 'verdict', pass: outcome !== 'fail' }, findings);
  if (moved === 'passed') {
    const evidence = evidenceOf(run, event, objects, level2);
    await report(trx, applicationId, { type: 'passed', findings, evidence });
  }
}

/** Without level 2 a clip can fail, by what level 1 saw, and never pass. */
async function endUndecided(
  trx: RegionTransaction,
  run: LockedRun,
  outcome: Verdict['outcome'],
  findings: Finding[],
): Promise<void> {
  if (outcome === 'fail') {
    await reportProgress(trx, run, { type: 'verdict.reached', outcome, findings });
    await signalRun(trx, run.application_id, { type: 'verdict', pass: false }, findings);
    return;
  }
  await failRun(trx, run, refusal('judge_unavailable'), findings);
}

/** Whether the judge has still to look at something of this run. */
export async function hasUnjudgedObjects(trx: RegionTransaction, applicationId: string): Promise<boolean> {
  const waiting = await trx
    .selectFrom('event_object')
    .innerJoin('event', 'event.id', 'event_object.event_id')
    .select('event_object.n')
    .where('event.run_id', '=', applicationId)
    .where('event_object.state', '=', 'committed')
    .where((where) => where.or([where('inspection', 'is', null), where('decoding', 'is', null)]))
    .executeTakeFirst();
  return waiting !== undefined;
}

async function findEventOf(trx: RegionTransaction, run: LockedRun): Promise<StoredEvent | undefined> {
  const row = await trx.selectFrom('event').select('id').where('run_id', '=', run.application_id).executeTakeFirst();
  return row && (await findEvent(trx, { eventId: row.id, deviceId: run.device_id }));
}

async function listObjects(trx: RegionTransaction, eventId: string): Promise<StoredObject[]> {
  return await trx
    .selectFrom('event_object')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('state', '=', 'committed')
    .orderBy('n')
    .execute();
}

/** The certificate names one firmware, so it must have been the same all along. */
function isSameFirmware(run: LockedRun, event: StoredEvent): boolean {
  return run.firmware === event.firmware && (event.closed_firmware ?? event.firmware) === event.firmware;
}

/**
 * Remembers key frames, and answers which of them other events have shown before. Sorted: two events with the same frames
 * that are concluded at the same moment would otherwise wait for each other's rows.
 */
async function recogniseFingerprints(
  trx: RegionTransaction,
  eventId: string,
  fingerprints: string[],
): Promise<Set<string>> {
  if (fingerprints.length === 0) return new Set();
  const seen = await trx
    .selectFrom('fingerprint')
    .select('fingerprint')
    .where('fingerprint', 'in', fingerprints)
    .where('event_id', '<>', eventId)
    .execute();
  await trx
    .insertInto('fingerprint')
    .values([...new Set(fingerprints)].sort().map((fingerprint) => ({ fingerprint, event_id: eventId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return new Set(seen.map((row) => row.fingerprint));
}

function findingsOfFlow(event: StoredEvent, objects: StoredObject[]): Finding[] {
  const findings: Finding[] = [];
  if (Math.abs(event.clock_skew_ms) > CLOCK_TOLERANCE_MS)
    findings.push(finding('time.clock', { measured: event.clock_skew_ms }));
  if (event.state !== 'closed') findings.push(finding('flow.event_not_closed'));
  const missing = missingAtTheEnd(event, objects);
  if (missing.length > 0)
    findings.push(finding('flow.segment_missing', { measured: missing.join(', '), object: missing[0] ?? null }));
  return findings;
}

/** Numbers that the device counted at the close, behind the last one that is here; holes before it are seen in the clip. */
function missingAtTheEnd({ closed_objects }: StoredEvent, objects: StoredObject[]): number[] {
  const first = (objects.at(-1)?.n ?? -1) + 1;
  return Array.from({ length: Math.max(0, (closed_objects ?? 0) - first) }, (_, at) => first + at);
}

function evidenceOf(run: LockedRun, event: StoredEvent, objects: StoredObject[], level2: Level2Engine): Evidence {
  return {
    deviceId: run.device_id,
    pid: run.pid,
    pairedAt: run.paired_at.toISOString(),
    firmware: event.firmware,
    nonce: run.nonce,
    objects: objects.map(({ n, kind, bytes, sha256 }) => ({ n, kind, bytes, sha256 })),
    rules: RULES_VERSION,
    level2,
    judgedAt: run.now.toISOString(),
  } as Evidence;
}

function must<T>(value: T | null): T {
  if (value === null) throw new Error('an object was concluded before it was judged');
  return value;
}
