import { ALARM_LIFE, REMINDER_LIFE } from '@kaitong/contract';
import { alarmPause } from '@kaitong/core';
import { sql } from 'kysely';
import type { Sent } from '../../outgoing/post-outside.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { RINGING } from './queue-alarms.ts';
import type { TakenAlarm } from './take-alarm.ts';

/** What came of a try (RFC 8030, 5): it rings, the phone is gone, there is another try, or there is none. */
export async function settleAlarm(
  { db, log, region }: RegionContext,
  { id, phone_id, wrapped }: TakenAlarm,
  { outcome, status, tookMs, retryAfter }: Sent,
): Promise<void> {
  const said = outcomeOf(outcome, status);
  await db.transaction().execute(async (trx) => {
    // The phone first, as whoever signs out does: the other way round the two would wait for each other.
    if (said === 'rang') await sql`UPDATE alarm_phone SET rang_at = kaitong_now() WHERE id = ${phone_id}`.execute(trx);
    if (said === 'gone') await removePhone(trx, { id, phone_id, wrapped });
    else if (said === 'again') await tryAgain(trx, id, retryAfter);
    else await end(trx, id, said);
  });
  log.info({ region, alarmId: id, outcome, status, tookMs }, 'alarm.tried');
}

function outcomeOf(outcome: Sent['outcome'], status: number | null): 'rang' | 'gone' | 'again' | 'refused' {
  if (outcome === 'address_refused') return 'refused';
  if (outcome !== 'answered' || status === null) return 'again';
  if (status >= 200 && status < 300) return 'rang';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status >= 500 ? 'again' : 'refused'; // of what it does not take now it will not take later
}

/** Unless it was given another address meanwhile. */
async function removePhone(
  trx: RegionTransaction,
  { id, phone_id, wrapped }: Pick<TakenAlarm, 'id' | 'phone_id' | 'wrapped'>,
): Promise<void> {
  const removed = await trx
    .deleteFrom('alarm_phone')
    .where('id', '=', phone_id)
    .where('wrapped', '=', wrapped)
    .executeTakeFirst();
  if (removed.numDeletedRows === 0n) await end(trx, id, 'refused');
}

async function tryAgain(trx: RegionTransaction, id: string, retryAfter: string | null): Promise<void> {
  const tried = await trx
    .updateTable('alarm')
    .set({ tries: sql`tries + 1`, held_until: null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning(['tries', 'queued_at', 'event_id', sql<Date>`kaitong_now()`.as('now')])
    .executeTakeFirst();
  if (!tried) return; // its phone is gone, or somebody who was taken for dead has sent it
  const { tries, queued_at, event_id, now } = tried;
  const life = event_id === null ? REMINDER_LIFE : ALARM_LIFE;
  const pause = alarmPause({ tries, retryAfter, queuedAt: queued_at.getTime(), life, now: now.getTime() });
  if (pause === undefined) await end(trx, id, 'given_up');
  else await setDeadline(trx, RINGING, id, pause);
}

async function end(trx: RegionTransaction, id: string, state: 'rang' | 'refused' | 'given_up'): Promise<void> {
  await trx.updateTable('alarm').set({ state, held_until: null }).where('id', '=', id).execute();
  await clearDeadline(trx, RINGING, id);
}
