import { setDeadline } from '../../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import type { Callback, ProviderSignal } from '../../payments/provider.ts';
import { hearRefusedCharge } from '../renewals/charge.ts';
import { ASK_AGAIN } from './ask-providers.ts';
import { type Signal, signalOrder } from './signal-order.ts';
import { PAYMENT_RETURN } from './timers.ts';

/** What the provider is answered: `repeat` means that it should send the callback again. */
export type CallbackAnswer =
  | { answer: 'taken'; type: string; body: string }
  | { answer: 'repeat' }
  | { answer: 'forged' }
  | { answer: 'unknown' };

/** Takes what a provider says about an order, once, however often it says it. */
export async function takeCallback(context: RegionContext, name: string, callback: Callback): Promise<CallbackAnswer> {
  const { db, clock, log, region, payments } = context;
  const provider = payments.all.get(name);
  if (!provider) return { answer: 'unknown' };
  const verified = provider.verify(callback, clock.now());
  if ('refused' in verified) {
    log.warn({ region, provider: name, refused: verified.refused }, 'payment.callback_refused');
    return { answer: 'forged' };
  }
  const { signal } = verified;
  if (signal !== null) {
    const refused = await db.transaction().execute((trx) => take(context, trx, { name, signal }));
    log.info({ region, provider: name, orderId: signal.orderId, type: signal.type, refused }, 'payment.callback');
    if (refused !== undefined) return { answer: 'repeat' };
  }
  return { answer: 'taken', ...provider.taken };
}

/** @returns why it cannot be true yet */
async function take(
  context: RegionContext,
  trx: RegionTransaction,
  { name, signal }: { name: string; signal: ProviderSignal },
): Promise<string | undefined> {
  const { orderId } = signal;
  // A provider speaks only about what was begun with it.
  const order = await trx.selectFrom('owner_order').select('provider').where('id', '=', orderId).executeTakeFirst();
  if (order?.provider !== name) return 'not_found';
  if (signal.type === 'return.failed') {
    await setDeadline(trx, PAYMENT_RETURN, `${orderId} ${signal.paymentId}`, ASK_AGAIN);
    return undefined;
  }
  if (signal.type === 'payment.refused') {
    await hearRefusedCharge(context, trx, orderId);
    return undefined;
  }
  const { orderId: _, ...said } = signal;
  const moved = await signalOrder(trx, orderId, said satisfies Signal);
  return 'refused' in moved ? moved.refused : undefined;
}
