import { milliseconds, minutes, SOAK_HOURS, type SoakId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { append } from '../../store/topics.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { SOAK_ASK, SOAK_HOUR } from './deadline-kinds.ts';
import { closeSoak } from './end-soak.ts';
import { readHour, settledAt } from './hours.ts';
import { SOAK_OUTBOX } from './send-reports.ts';

/** Three events an hour show whether it works, and leave its owner their own. */
const ASKS_EVERY = minutes(20);
const MOTION = seconds(3);

/** What the region does when something of a soak is due. */
export const soakDeadlineHandlers: Record<string, DeadlineHandler<RegionTables, SoakId>> = {
  [SOAK_ASK]: async ({ subject }, trx) => await ask(trx, subject),
  [SOAK_HOUR]: async ({ subject }, trx) => await takeHours(trx, subject),
};

const lockSoak = (trx: RegionTransaction, id: SoakId) =>
  trx
    .selectFrom('soak')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('id', '=', id)
    .where('state', '=', 'running')
    .forUpdate()
    .executeTakeFirst();

async function ask(trx: RegionTransaction, id: SoakId): Promise<void> {
  const soak = await lockSoak(trx, id);
  if (!soak?.commanded) return;
  await setDeadline(trx, SOAK_ASK, id, ASKS_EVERY);
  const { device_id: deviceId, now } = soak;
  const device = await trx
    .selectFrom('device_now')
    .select(['presence', 'privacy_mode'])
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  // What it would not hear, or its owner does not want, it is not asked for.
  if (device?.presence !== 'online' || device.privacy_mode) return;
  await sendCommand(trx, { deviceId, name: 'simulate', payload: { motionMs: milliseconds(MOTION) } });
  await trx
    .updateTable('soak')
    .set({ asks: json([...soak.asks, now.toISOString()]) })
    .where('id', '=', id)
    .execute();
}

/** Reads the hours that are over; several, where nobody was there to read them. */
async function takeHours(trx: RegionTransaction, id: SoakId): Promise<void> {
  const soak = await lockSoak(trx, id);
  if (!soak) return;
  const { started_at, now, hours } = soak;
  while (hours.length < SOAK_HOURS && settledAt(started_at, hours.length) <= now.getTime()) {
    const { hour, isAway } = await readHour(trx, soak, hours.length);
    soak.was_away = isAway;
    hours.push(hour);
    await append(trx, `${SOAK_OUTBOX}${id}`, { type: 'hour', hour });
  }
  await trx
    .updateTable('soak')
    .set({ hours: json(hours), was_away: soak.was_away })
    .where('id', '=', id)
    .execute();
  if (hours.length === SOAK_HOURS) return await closeSoak(trx, id, null);
  await setDeadline(trx, SOAK_HOUR, id, milliseconds(settledAt(started_at, hours.length) - now.getTime()));
}
