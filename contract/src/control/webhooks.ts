import { z } from 'zod';
import { Instant } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { WEBHOOK_KINDS } from './notices.ts';

export const WebhookKind = z.enum(WEBHOOK_KINDS);
export type WebhookKind = z.output<typeof WebhookKind>;

export const WebhookId = z.string().regex(/^wh[a-z0-9]{18}$/);
const DeliveryId = z.string().regex(/^msg[a-z0-9]{18}$/);

/** An account has at most so many. */
export const MOST_WEBHOOKS = 10;

export const Webhook = z
  .object({
    id: WebhookId,
    url: z.string(),
    kinds: z.array(WebhookKind),
    createdAt: Instant,
    state: z.enum(['active', 'disabled']),
    /** `failing`: nothing arrived for days; `gone`: the receiver answered 410; `switched_off`: by a person. */
    disabledFor: z.enum(['failing', 'gone', 'switched_off']).nullable(),
    /** Since when nothing arrives; null while the last delivery did. */
    failingSince: Instant.nullable(),
    /** Until when the secret before this one signs too; null: there is none. */
    previousSecretUntil: Instant.nullable(),
    /** Deliveries that have not arrived yet and are tried again. */
    waiting: z.int(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.output<typeof Webhook>;

/** How a try ended; `answered` with any status that is no success. */
export const TryOutcome = z.enum([
  'delivered',
  'answered',
  'redirected',
  'address_refused',
  'name_unknown',
  'unreachable',
  'certificate_wrong',
  'too_late',
]);
export type TryOutcome = z.output<typeof TryOutcome>;

const DeliveryTry = z
  .object({
    at: Instant,
    tookMs: z.int(),
    outcome: TryOutcome,
    /** The receiver’s HTTP status; null where it gave none. */
    status: z.int().nullable(),
    /** What its answer began with. */
    answer: z.string(),
  })
  .meta({ id: 'DeliveryTry' });

export const Delivery = z
  .object({
    /** The `webhook-id` of each of its tries: a receiver that has seen it before need not look at it again. */
    id: DeliveryId,
    type: z.union([WebhookKind, z.literal('webhook.test')]),
    createdAt: Instant,
    state: z.enum(['waiting', 'delivered', 'failed']),
    /** When it is tried again; null: not any more, or as soon as what comes before it has arrived. */
    nextTryAt: Instant.nullable(),
    /** As it is sent. */
    body: z.string(),
    /** Newest first; of many, the newest. */
    tries: z.array(DeliveryTry),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.output<typeof Delivery>;

const url = z.url({ protocol: /^https?$/ }).max(500);
const kinds = z.array(WebhookKind).min(1).max(20);
const params = z.object({ id: z.string().max(40) });
const secret = z.string();

export const webhooks = {
  listWebhooks: op({
    method: 'GET',
    path: '/api/v1/webhooks',
    summary: 'Webhooks of the account',
    caller: 'maker',
    reply: z.object({ items: z.array(Webhook), privateAllowed: z.boolean() }),
  }),
  getWebhook: op({
    method: 'GET',
    path: '/api/v1/webhooks/:id',
    summary: 'One webhook',
    caller: 'maker',
    params,
    reply: Webhook,
  }),
  createWebhook: op({
    method: 'POST',
    path: '/api/v1/webhooks',
    summary: 'Have events posted to an address, signed as Standard Webhooks; the secret is shown once',
    caller: 'maker',
    body: z.object({ url, kinds: kinds.default([...WEBHOOK_KINDS]) }),
    reply: Webhook.extend({ secret }),
    status: 201,
  }),
  changeWebhook: op({
    method: 'PATCH',
    path: '/api/v1/webhooks/:id',
    summary: 'Change a webhook, or switch it off or on; switched on, it gets what waited',
    caller: 'maker',
    params,
    body: z.object({ url: url.optional(), kinds: kinds.optional(), state: Webhook.shape.state.optional() }),
    reply: Webhook,
  }),
  removeWebhook: op({
    method: 'DELETE',
    path: '/api/v1/webhooks/:id',
    summary: 'Remove a webhook with its log: nothing is sent to it any more',
    caller: 'maker',
    params,
    reply: z.object({}),
  }),
  rotateWebhookSecret: op({
    method: 'POST',
    path: '/api/v1/webhooks/:id/secret',
    summary: 'A new secret, shown once; the old one signs beside it for 24 hours',
    caller: 'maker',
    params,
    reply: Webhook.extend({ secret }),
  }),
  testWebhook: op({
    method: 'POST',
    path: '/api/v1/webhooks/:id/test',
    summary: 'Send a test event',
    caller: 'maker',
    params,
    reply: Delivery,
    status: 201,
  }),
  listDeliveries: op({
    method: 'GET',
    path: '/api/v1/webhooks/:id/deliveries',
    summary: 'What was sent to a webhook in the last 30 days, newest first, with each try’s answer and duration',
    caller: 'maker',
    params,
    query: z.object({ ...pageQuery, state: Delivery.shape.state.optional() }),
    reply: page(Delivery),
  }),
  replayDelivery: op({
    method: 'POST',
    path: '/api/v1/webhooks/:id/deliveries/:deliveryId/replay',
    summary: 'Send it again, under the same id',
    caller: 'maker',
    params: params.extend({ deliveryId: z.string().max(40) }),
    reply: Delivery,
  }),
};
