import type { DeviceId } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import { tellNumbers } from '@kaitong/media';
import type { RegionTransaction } from '../context.ts';
import { findAbsence } from './judged-clip.ts';
import type { LockedRun } from './lock-run.ts';
import { flowFinding } from './note-flow.ts';

/** What is known about an upload that did not come to its end in time: the clip gets no verdict, its maker still a reason. */
export async function explainLateness(trx: RegionTransaction, run: LockedRun): Promise<Finding[]> {
  if (run.lost_for_good_ms > 0) return []; // ours, whatever the device did meanwhile
  const findings: Finding[] = [...(run.last_finding === null ? [] : [run.last_finding]), ...run.flow];
  const event = await trx
    .selectFrom('event')
    .select(['id', 'state'])
    .where('run_id', '=', run.application_id)
    .where('probe_id', 'is', null)
    .executeTakeFirst();
  if (!event) return findings;
  const objects = await trx
    .selectFrom('event_object')
    .select(['n', 'state', 'inspection'])
    .where('event_id', '=', event.id)
    .orderBy('n')
    .execute();
  findings.push(...objects.flatMap(({ inspection }) => inspection?.findings ?? []));
  if (await isOffline(trx, run.device_id)) return [...findings, ...awayAtTheEnd(run)];
  findings.push(...findAbsence(run));
  const arrived = objects.length > 0 && objects.every(({ state }) => state === 'committed');
  if (event.state === 'open' && arrived) findings.push(flowFinding(run, 'flow.event_not_closed'));
  const holes = holesIn(objects);
  if (holes.length > 0) {
    const found = flowFinding(run, 'flow.segment_missing', { measured: holes.join(', '), object: holes[0] ?? null });
    const committed = objects.filter(({ state }) => state === 'committed').map(({ n }) => n);
    findings.push({
      ...found,
      params: { ...found.params, ...tellNumbers(holes, committed), unasked: 'unasked' },
    });
  }
  return findings;
}

/** It was not back when the time was over, however short that is ago. */
function awayAtTheEnd(run: LockedRun): Finding[] {
  const [found] = findAbsence(run);
  return [{ ...(found ?? flowFinding(run, 'flow.offline_in_upload')), severity: 'error' }];
}

async function isOffline(trx: RegionTransaction, deviceId: DeviceId): Promise<boolean> {
  const device = await trx
    .selectFrom('device_now')
    .select('presence')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return device?.presence === 'offline';
}

/** Numbers from 0 that were never declared, before the last one that was. */
function holesIn(objects: readonly { n: number }[]): number[] {
  const declared = new Set(objects.map(({ n }) => n));
  const last = objects.at(-1)?.n ?? 0;
  const holes: number[] = [];
  for (let n = 0; n < last && holes.length < 16; n++) if (!declared.has(n)) holes.push(n);
  return holes;
}
