import { type DeviceId, minutes, type Pid, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { PRODUCT_PUBLISHED } from '../news/tell-product.ts';
import { chooseOffers, findOfferable } from './choose-offers.ts';

// Its subject is a product.
const CALL = 'firmware.call';
/** Each one called downloads an image at once: of 16 MiB, so many take the store 64 MiB a second. */
const CALLED_AT_ONCE = 20;
const LOOKED_AT = 1000;
const PAUSE = seconds(5);
/** Whoever comes back later asks by itself. */
const LIFE = minutes(5);

/** Only who has asked knows what an offer is. */
export async function noteAsker(
  { db }: Pick<RegionContext, 'db'>,
  { pid, deviceId }: { pid: Pid; deviceId: DeviceId },
): Promise<void> {
  await db
    .insertInto('firmware_asker')
    .values({ pid, device_id: deviceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What is offered of a product may have changed: its cameras that are there are told, some at a time, from the first on. */
export async function callCameras(trx: RegionTransaction, pid: Pid): Promise<void> {
  await trx
    .insertInto('firmware_call')
    .values({ pid, after: '' })
    .onConflict((conflict) => conflict.column('pid').doUpdateSet({ after: '' }))
    .execute();
  await setDeadline(trx, CALL, pid, seconds(0));
  await notify(trx, PRODUCT_PUBLISHED, pid); // owners' pages show what is offered
}

export const callHandlers: Record<string, DeadlineHandler<RegionTables, Pid>> = {
  [CALL]: async ({ subject }, trx) => await callSome(trx, subject),
};

async function callSome(trx: RegionTransaction, pid: Pid): Promise<void> {
  const call = await trx
    .selectFrom('firmware_call')
    .select('after')
    .where('pid', '=', pid)
    .forUpdate()
    .executeTakeFirst();
  if (!call) return;
  // Under the lock: of an older state nothing may be offered, and the call that came with the newer one would end with it.
  const product = await trx.selectFrom('product').select('releases').where('pid', '=', pid).executeTakeFirst();
  const offerable = await findOfferable(trx, product?.releases ?? []);
  // Nobody's turn: of a large product each look at so many would cost one, for minutes.
  if (offerable.length === 0) return await endCall(trx, pid);
  const { rows: cameras } = await sql<{ deviceId: DeviceId; firmware: string }>`
    SELECT device_id AS "deviceId", firmware FROM firmware_asker JOIN device_now USING (device_id)
    WHERE firmware_asker.pid = ${pid} AND device_id > ${call.after} AND removed_at IS NULL AND presence = 'online'
    ORDER BY device_id LIMIT ${LOOKED_AT}`.execute(trx);
  const offers = await chooseOffers(trx, pid, offerable, cameras);
  const called = cameras.filter(({ deviceId }) => offers.has(deviceId)).slice(0, CALLED_AT_ONCE);
  for (const { deviceId } of called) await sendCommand(trx, { deviceId, name: 'update', payload: {}, life: LIFE });
  const last = called.length === CALLED_AT_ONCE ? called.at(-1) : cameras.length === LOOKED_AT && cameras.at(-1);
  if (!last) return await endCall(trx, pid);
  await trx.updateTable('firmware_call').set({ after: last.deviceId }).where('pid', '=', pid).execute();
  await setDeadline(trx, CALL, pid, PAUSE);
}

async function endCall(trx: RegionTransaction, pid: Pid): Promise<void> {
  await trx.deleteFrom('firmware_call').where('pid', '=', pid).execute();
}
