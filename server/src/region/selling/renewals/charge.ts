import { OrderId, seconds } from '@kaitong/contract';
import { type DeadlineHandler, setDeadline } from '../../../store/deadlines.ts';
import type { RegionTables } from '../../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { findProvider } from '../../payments/find-provider.ts';
import { describeOrder } from '../orders/describe-order.ts';
import { lockOrder, priceOf } from '../orders/lock-order.ts';
import { signalOrder } from '../orders/signal-order.ts';
import { remindOwner } from '../remind-owner.ts';
import { lockSubscription } from '../subscriptions/lock-subscription.ts';
import { MANDATE_END, PAYMENT_CHARGE, RENEWAL } from './renewal-row.ts';

/** What providers are asked of mandates; one that cannot be reached throws, and is asked the same again. */
export function mandateDeadlineHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [PAYMENT_CHARGE]: async ({ subject }, trx) => {
      const [id, attempt] = subject.split(' ');
      const orderId = OrderId.parse(id);
      const order = await trx.selectFrom('owner_order').selectAll().where('id', '=', orderId).executeTakeFirst();
      if (order?.state !== 'created') return;
      const renewal = await trx
        .selectFrom('renewal')
        .selectAll()
        .where('device_id', '=', order.device_id)
        .where('order_id', '=', orderId)
        .executeTakeFirst();
      if (!renewal) {
        await signalOrder(trx, orderId, { type: 'owner.cancelled' });
        return;
      }
      const asked = {
        ...{ orderId, mandate: renewal.mandate, price: priceOf(order), attempt: Number(attempt) },
        ...{ description: describeOrder(order, 'zh-CN'), expiresAt: order.expires_at },
      };
      const answer = await findProvider(context.payments, order.provider).charge(asked);
      if (answer === 'refused') await hearRefusedCharge(context, trx, orderId);
    },
    [MANDATE_END]: async ({ subject }) => {
      const [provider = '', mandate = ''] = subject.split(' ');
      await findProvider(context.payments, provider).endMandate(mandate);
    },
  };
}

/** The provider refused to charge for an order. Said again, or of an order that people pay themselves, it changes nothing. */
export async function hearRefusedCharge(
  context: Pick<RegionContext, 'mailer'>,
  trx: RegionTransaction,
  orderId: OrderId,
): Promise<void> {
  const order = await lockOrder(trx, orderId);
  if (order?.state !== 'created' || order.renewal !== 'charged') return;
  const { owner_id: ownerId, device_id: deviceId } = order;
  await lockSubscription(trx, { ownerId, deviceId });
  const renewal = await trx
    .updateTable('renewal')
    .set(({ ref }) => ({ refused: ref('tries') }))
    .where('device_id', '=', deviceId)
    .where('order_id', '=', orderId)
    .whereRef('refused', '<', 'tries')
    .returning(['tries', 'told_until'])
    .executeTakeFirst();
  if (!renewal) return;
  await tellOwner(trx, ownerId, { type: 'subscription.changed', deviceId });
  await setDeadline(trx, RENEWAL, deviceId, seconds(0)); // which says when it is tried again
  if (renewal.tries > 1 || !renewal.told_until) return;
  const about = { at: renewal.told_until.toISOString(), price: priceOf(order), before: null };
  await remindOwner(trx, context, { ownerId, deviceId, type: 'renewal_refused', about });
}
