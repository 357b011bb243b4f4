import type { ApplicationId } from '@kaitong/contract';
import { fingerprintsOf, judgeClip } from '@kaitong/judge';
import type { RegionTransaction } from '../context.ts';
import { recogniseFingerprints } from './fingerprints.ts';
import { findEventOf, findingsOfFlow, judgedObjects, listDeclared, listObjects } from './judged-clip.ts';
import { type LockedRun, lockRun } from './lock-run.ts';
import { signalProbe } from './probe.ts';

/** Nobody was asked to wave yet, so a picture in which nothing moves is as it should be. */
const EXPECTED = new Set(['picture.no_motion', 'picture.still']);

/** Says what is wrong with a test event once it is closed and judged; until then it does nothing. */
export async function concludeProbe(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run) await concludeProbeOf(trx, run);
}

/** The same of a run that is locked, as it is now. */
export async function concludeProbeOf(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (run.state !== 'running' || run.probe?.step !== 'closed') return;
  const event = await findEventOf(trx, run, 'probe');
  if (!event) return;
  const objects = await listObjects(trx, event.id);
  const judged = judgedObjects(objects);
  if (!judged) return;
  const { findings } = judgeClip({
    event: event.declaration,
    objects: judged,
    findings: findingsOfFlow(run, event, objects, await listDeclared(trx, event.id)),
    waveAsked: false,
    nonceMatches: true,
    seenFingerprints: await recogniseFingerprints(trx, event, fingerprintsOf(judged)),
  });
  const found = findings.filter(({ code }) => !EXPECTED.has(code));
  await signalProbe(trx, run.application_id, { type: 'judged', clean: found.length === 0 }, { findings: found });
}
