import type { ApplicationId } from '@kaitong/contract';
import { fingerprintsOf, judgeClip } from '@kaitong/judge';
import type { RegionTransaction } from '../context.ts';
import { recogniseFingerprints } from './fingerprints.ts';
import { findingsOfFlow, type JustFound, readJudgedClip } from './judged-clip.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { signalProbe } from './probe.ts';
import { noteUnread } from './report-headers.ts';

/** Nobody was asked to wave yet, so a picture in which nothing moves is as it should be. */
const EXPECTED = new Set(['picture.no_motion', 'picture.still']);

/** Says what is wrong with a test event once it is closed and judged; until then it does nothing. */
export async function concludeProbe(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run) await concludeProbeOf(trx, run);
}

/** The same of a run that is locked, as it is now. */
export async function concludeProbeOf(trx: RegionTransaction, run: LockedRun, just?: JustFound): Promise<void> {
  if (run.state !== 'running' || run.probe?.step !== 'closed') return;
  const clip = await readJudgedClip(trx, run, 'probe', just);
  if (!clip) return;
  const { event, objects, declared, judged } = clip;
  const { findings } = judgeClip({
    event: event.declaration,
    objects: judged,
    findings: findingsOfFlow(run, event, objects, declared),
    waveAsked: false,
    nonceMatches: true,
    seenFingerprints: await recogniseFingerprints(trx, event, fingerprintsOf(judged)),
  });
  const found = findings.filter(({ code }) => !EXPECTED.has(code));
  await noteUnread(trx, run, found);
  await signalProbe(trx, run.application_id, { type: 'judged', clean: found.length === 0 }, { findings: found });
}
