import { milliseconds } from '@kaitong/contract';
import type { ControlTables } from '../../store/control/tables.ts';
import { type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import type { ControlContext } from '../context.ts';
import { SENDING } from './queue-deliveries.ts';
import { settleTry } from './settle-try.ts';
import { secretPlace, signatureHeaders } from './signature.ts';
import { type TakenDelivery, takeDelivery } from './take-delivery.ts';

/** Sends what webhooks are to get. Its handlers wait for no receiver: one that hangs holds up none of them. */
export type DeliverySender = {
  handlers: DeadlineHandlers<ControlTables>;
  /** Once nothing calls the handlers any more. */
  stop(): Promise<void>;
};

export function sendDeliveries(context: ControlContext): DeliverySender {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function send(delivery: TakenDelivery): Promise<void> {
    const sent = await context.postOutside(requestOf(context, delivery), stopping.signal);
    if (sent === 'stopped') await giveBack(context, delivery);
    else await settleTry(context, delivery, sent);
  }

  return {
    handlers: {
      [SENDING]: async ({ subject }: { subject: string }) => {
        const taken = await takeDelivery(context, subject);
        if (!taken) return;
        const sending: Promise<void> = send(taken)
          // It is in nobody's hands once the hold is over, and is sent again.
          .catch((err: unknown) => context.log.error({ err, deliveryId: subject }, 'webhook.broke'))
          .finally(() => underWay.delete(sending));
        underWay.add(sending);
      },
    },
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

const requestOf = ({ secrets }: ControlContext, { id, body, now, webhook, isPreviousValid }: TakenDelivery) => {
  const wrapped = [webhook.secret, isPreviousValid ? webhook.previous_secret : null];
  const open = wrapped.flatMap((secret) =>
    secret === null ? [] : [Buffer.from(secrets.unwrap(secret, secretPlace(webhook.id))).toString()],
  );
  return {
    url: webhook.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Kaitong-Webhooks',
      ...signatureHeaders({ id, at: now, body }, open),
    },
    body,
  };
};

/** Nobody knows whether it arrived: it is sent again, under the same id. */
async function giveBack({ db }: ControlContext, { id }: TakenDelivery): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('webhook_delivery').set({ held_until: null }).where('id', '=', id).execute();
    await setDeadline(trx, SENDING, id, milliseconds(0));
  });
}
