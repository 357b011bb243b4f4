import { type DeviceId, seconds } from '@kaitong/contract';
import type { Renewal } from '@kaitong/core';
import type { Selectable } from 'kysely';
import { clearDeadline, setDeadline } from '../../../store/deadlines.ts';
import type { RenewalTable } from '../../../store/region/renewals.ts';
import type { RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';

export type RenewalRow = Selectable<RenewalTable>;

/** Something is to be decided about a device's auto-renewal. Subject: the device. */
export const RENEWAL = 'subscription.renewal';
/** A mandate is charged. Subject: order and number of the try, with a space between. */
export const PAYMENT_CHARGE = 'payment.charge';
/** A provider is told that a mandate is not used any more. Subject: provider and mandate, with a space between. */
export const MANDATE_END = 'payment.mandate_end';

/** The row, as it is now; whoever changes it holds the lock of the device's subscription. */
export const findRenewal = (trx: RegionTransaction, deviceId: DeviceId): Promise<RenewalRow | undefined> =>
  trx.selectFrom('renewal').selectAll().where('device_id', '=', deviceId).executeTakeFirst();

/** The row as `core` knows auto-renewals. */
export function toRenewal(row: RenewalRow): Renewal {
  const { currency, told_amount: amount, told_at: at, told_until: until } = row;
  const isTold = amount !== null && at !== null && until !== null;
  return {
    agreed: { amount: row.amount, currency },
    told: isTold
      ? { price: { amount, currency: row.told_currency ?? currency }, at: at.getTime(), until: until.getTime() }
      : null,
    tries: row.tries,
    refused: row.refused,
    triedAt: row.tried_at?.getTime() ?? null,
  };
}

/** Forgets it, and has the order cancelled that is being charged for; the caller holds the subscription's lock. */
export async function dropRenewal(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const ended = await trx.deleteFrom('renewal').where('device_id', '=', deviceId).returningAll().executeTakeFirst();
  if (!ended) return;
  await clearDeadline(trx, RENEWAL, deviceId);
  await leaveOrder(trx, ended);
  await endMandate(trx, ended);
  await tellOwner(trx, ended.owner_id, { type: 'subscription.changed', deviceId });
}

/** No renewal is charged for its order any more: whoever comes to charge for it finds that, and cancels it. */
export async function leaveOrder(
  trx: RegionTransaction,
  { order_id: orderId, tries }: Pick<RenewalRow, 'order_id' | 'tries'>,
): Promise<void> {
  if (orderId !== null) await setDeadline(trx, PAYMENT_CHARGE, `${orderId} ${tries}`, seconds(0));
}

export const endMandate = (
  trx: RegionTransaction,
  { provider, mandate }: Pick<RenewalRow, 'provider' | 'mandate'>,
): Promise<void> => setDeadline(trx, MANDATE_END, `${provider} ${mandate}`, seconds(0));
