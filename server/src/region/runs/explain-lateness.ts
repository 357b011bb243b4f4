import { type Finding, finding } from '@kaitong/contract/checks';
import type { RegionTransaction } from '../context.ts';
import type { LockedRun } from './lock-run.ts';

/** What is known about an upload that did not come to its end in time: the clip gets no verdict, its maker still a reason. */
export async function explainLateness(trx: RegionTransaction, run: LockedRun): Promise<Finding[]> {
  const findings: Finding[] = run.last_finding === null ? [] : [run.last_finding];
  const event = await trx
    .selectFrom('event')
    .select(['id', 'state'])
    .where('run_id', '=', run.application_id)
    .executeTakeFirst();
  if (!event) return findings;
  const objects = await trx
    .selectFrom('event_object')
    .select(['n', 'state', 'inspection'])
    .where('event_id', '=', event.id)
    .orderBy('n')
    .execute();
  findings.push(...objects.flatMap(({ inspection }) => inspection?.findings ?? []));
  const arrived = objects.length > 0 && objects.every(({ state }) => state === 'committed');
  if (event.state === 'open' && arrived) findings.push(finding('flow.event_not_closed'));
  return findings;
}
