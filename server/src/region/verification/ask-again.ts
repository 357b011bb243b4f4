import { seconds } from '@kaitong/contract';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { CLOSE_DEADLINE, REPLACED_DELETION } from './deadline-kinds.ts';
import type { StoredEvent } from './find-event.ts';
import { createGrant } from './grant.ts';
import { changeRun, type LockedRun } from './lock-run.ts';
import { report, reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';

/**
 * Asks for a second wave, since the clip looks like an earlier one: the run has a new grant, and its first event is gone.
 * Whatever still comes for that is answered with `event_unknown`; its nonce opens nothing any more.
 */
export async function askAgain(trx: RegionTransaction, run: LockedRun, event: StoredEvent): Promise<void> {
  const { application_id: id } = run;
  await reportProgress(trx, run, { type: 'wave.again' });
  if ((await signalRun(trx, id, { type: 'resembles' })) !== 'grant') return;
  await trx.insertInto('replaced_event').values({ event_id: event.id, run_id: id, footage_deleted_at: null }).execute();
  await trx.deleteFrom('event').where('id', '=', event.id).execute();
  await setDeadline(trx, REPLACED_DELETION, event.id, seconds(0));
  await clearDeadline(trx, CLOSE_DEADLINE, id);
  await changeRun(trx, run, {
    ...(await createGrant(trx, run.device_id, run)),
    firmware: null,
    last_refusal: null,
    last_finding: null,
    flow: [],
    ...{ away_since: null, away_ms: 0 },
    footage: 'deleted',
  });
  await report(trx, id, { type: 'footage', state: 'deleted' });
  await reportProgress(trx, run, { type: 'grant.sent' });
}
