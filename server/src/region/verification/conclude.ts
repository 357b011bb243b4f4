import { type ApplicationId, type Evidence, refusal } from '@kaitong/contract';
import { RULES_VERSION } from '@kaitong/contract/checks';
import { FOOTAGE_MINIMUM } from '@kaitong/core';
import { fingerprintsOf, judgeClip, type Level2Engine, signatureOf, type Verdict } from '@kaitong/judge';
import type { RegionTransaction } from '../context.ts';
import { arrivalOf } from '../uploads/arrival.ts';
import { askAgain } from './ask-again.ts';
import type { StoredEvent } from './find-event.ts';
import { recogniseFingerprints, reportedFingerprints } from './fingerprints.ts';
import {
  findingsOfFlow,
  findMissingPreRecord,
  type JustFound,
  readJudgedClip,
  type StoredObject,
} from './judged-clip.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { report, reportProgress } from './report.ts';
import { noteUnread } from './report-headers.ts';
import { failRun, signalLocked } from './signal-run.ts';
import { recogniseSignature } from './signatures.ts';

/** Forms the verdict once the event is complete and every object is judged; until then it does nothing. */
export async function concludeRun(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run) await concludeLocked(trx, run);
}

/** The same of a run that is locked, as it is now. */
export async function concludeLocked(trx: RegionTransaction, run: LockedRun, just?: JustFound): Promise<void> {
  if (run.state !== 'running' || run.step !== 'verify') return;
  const { application_id: applicationId } = run;
  const clip = await readJudgedClip(trx, run, 'own', just);
  if (!clip) return;
  const { event, objects, declared, judged } = clip;
  if (!isSameFirmware(run, event)) {
    await failRun(trx, run, refusal('precondition_changed'), []);
    return;
  }
  const { outcome, findings, rate, level2, pictures } = judgeClip({
    event: event.declaration,
    objects: judged,
    findings: [...run.flow, ...findMissingPreRecord(run, event), ...findingsOfFlow(run, event, objects, declared)],
    expectations: { minFootageMs: FOOTAGE_MINIMUM },
    arrival: arrivalOf({
      ...{ happenedAt: event.started_at, skewMs: event.clock_skew_ms, preRecordMs: event.pre_record_ms, objects },
      reconnected: run.away_ms > 0 || run.away_since !== null || run.given_back_ms + run.lost_for_good_ms > 0,
    }),
    waveAsked: true,
    nonceMatches: true, // an event with another nonce is not opened
    seenFingerprints: await recogniseFingerprints(trx, event, fingerprintsOf(judged)),
  });
  if (outcome === 'undecided' || level2 === null) {
    await endUndecided(trx, run, { outcome, findings, rate });
    return;
  }
  const isAlike = await recogniseSignature(trx, run, event.id, signatureOf(judged));
  if (isAlike && outcome !== 'fail' && run.asked_again_at === null) {
    await askAgain(trx, run, event);
    return;
  }
  await reportProgress(trx, run, { type: 'verdict.reached', outcome, findings, rate, pictures });
  const moved = await signalLocked(trx, run, { type: 'verdict', pass: outcome !== 'fail' }, findings);
  if (moved === 'passed') {
    const evidence = evidenceOf(run, event, objects, level2);
    const fingerprints = reportedFingerprints(fingerprintsOf(judged));
    await report(trx, applicationId, { type: 'passed', findings, evidence, fingerprints });
    await noteUnread(trx, run, findings);
  }
}

/** Without level 2 a clip can fail, by what level 1 saw, and never pass. */
async function endUndecided(
  trx: RegionTransaction,
  run: LockedRun,
  { outcome, findings, rate }: Pick<Verdict, 'outcome' | 'findings' | 'rate'>,
): Promise<void> {
  if (outcome === 'fail') {
    await reportProgress(trx, run, { type: 'verdict.reached', outcome, findings, rate });
    await signalLocked(trx, run, { type: 'verdict', pass: false }, findings);
    return;
  }
  await failRun(trx, run, refusal('judge_unavailable'), findings);
}

/** Whether the judge has still to look at something of this run. */
export async function hasUnjudgedObjects(trx: RegionTransaction, applicationId: ApplicationId): Promise<boolean> {
  const waiting = await trx
    .selectFrom('event_object')
    .innerJoin('event', 'event.id', 'event_object.event_id')
    .select('event_object.n')
    .where('event.run_id', '=', applicationId)
    .where('event.probe_id', 'is', null)
    .where('event_object.state', '=', 'committed')
    .where((where) => where.or([where('inspection', 'is', null), where('decoding', 'is', null)]))
    .executeTakeFirst();
  return waiting !== undefined;
}

/** The certificate names one firmware, so it must have been the same all along. */
function isSameFirmware(run: LockedRun, event: StoredEvent): boolean {
  return run.firmware === event.firmware && (event.closed_firmware ?? event.firmware) === event.firmware;
}

function evidenceOf(run: LockedRun, event: StoredEvent, objects: StoredObject[], level2: Level2Engine): Evidence {
  return {
    deviceId: run.device_id,
    pid: run.pid,
    pairedAt: run.paired_at.toISOString(),
    firmware: event.firmware,
    ...(event.firmware_sha256 === null ? {} : { firmwareSha256: event.firmware_sha256 }),
    nonce: run.nonce,
    objects: objects.map(({ n, kind, bytes, sha256 }) => ({ n, kind, bytes, sha256 })),
    rules: RULES_VERSION,
    level2,
    judgedAt: run.now.toISOString(),
  } as Evidence;
}
