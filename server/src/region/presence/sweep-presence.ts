import { type DeviceId, type Duration, hours } from '@kaitong/contract';
import { SILENCE } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { endEmptyLease, listLapsedBrokers } from './leases.ts';
import { recordFacts } from './record-facts.ts';

/** A sleeping camera gives a sign of life once a day; one whose battery is empty does not. */
const DORMANT_SILENCE: Duration = hours(25);

const SWEPT_AT_ONCE = 500;

type Context = Pick<RegionContext, 'hooks' | 'limits'>;

/**
 * Finds devices that have been silent for too long, and those whose broker was killed: neither tells anybody.
 *
 * @returns how many there were; where it is many, there may be more
 */
export async function sweepPresence(context: Context, trx: RegionTransaction): Promise<number> {
  let swept = await sweepSilent(context, trx);
  for (const broker of await listLapsedBrokers(trx)) swept += await sweepBroker(context, trx, broker);
  return swept;
}

async function sweepSilent(context: Context, trx: RegionTransaction): Promise<number> {
  const { rows } = await sql<{ device_id: DeviceId }>`
    SELECT device_id FROM device_presence
    WHERE NOT (watched AND hold = 'there') AND (presence = 'online' AND seen_at < kaitong_now() - ${SILENCE} * interval '1 ms'
        OR presence = 'dormant' AND seen_at < kaitong_now() - ${DORMANT_SILENCE} * interval '1 ms')
    ORDER BY device_id LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED`.execute(trx);
  const facts = rows.map(({ device_id: deviceId }) => ({ type: 'silent', deviceId }) as const);
  await recordFacts(context, trx, facts);
  return rows.length;
}

async function sweepBroker(context: Context, trx: RegionTransaction, broker: string): Promise<number> {
  const { rows } = await sql<{ device_id: DeviceId }>`
    SELECT device_id FROM device_presence WHERE broker = ${broker} AND hold = 'there'
    ORDER BY device_id LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED`.execute(trx);
  const facts = rows.map(({ device_id: deviceId }) => ({ type: 'lapsed', deviceId, broker }) as const);
  await recordFacts(context, trx, facts);
  await endEmptyLease(trx, broker);
  return rows.length;
}
