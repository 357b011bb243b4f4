import { createHmac } from 'node:crypto';
import { Instant, Money, minutes } from '@kaitong/contract';
import { z } from 'zod';
import { isSame } from '../secrets/tokens.ts';

/** What the sandbox and its merchants agree on, as it would stand in the handbook of a payment company. */

/** Both sides sign the same way: HMAC-SHA256 in hex over timestamp, a dot and the body, with the shared secret. */
export const SIGNATURE = 'x-sandbox-signature';
/** Milliseconds since 1970, as text. */
export const TIMESTAMP = 'x-sandbox-timestamp';

/** A message older or newer than this is refused, so that one that was overheard cannot be sent again later. */
const REPLAY_WINDOW = minutes(5);

export const CreateCheckout = z.object({
  reference: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  price: Money,
  description: z.string().max(200),
  expiresAt: Instant,
  callbackUrl: z.url(),
  returnUrl: z.url(),
  /** Whoever pays it agrees to be charged by the same merchant later. */
  mandate: z.boolean().default(false),
});
export const CreatedCheckout = z.object({ checkoutUrl: z.url() });

/** A payment without its payer. What became of it is told at the callback address. */
export const CreateCharge = CreateCheckout.omit({ mandate: true }).extend({
  mandate: z.string().max(64),
  /** The same number again is the same charge. */
  attempt: z.int().positive(),
});
/** Not accepted: by a mandate that was never given, or has ended. */
export const CreatedCharge = z.object({ accepted: z.boolean() });
export const EndMandate = z.object({ mandate: z.string().max(64) });

export const CreateRefund = z.object({
  /** The merchant's id: the same again is the same refund; after it failed, another try. */
  reference: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/),
  paymentId: z.string().max(64),
  amount: Money,
});
export const CreatedRefund = z.object({ accepted: z.boolean() });

/** What merchants are told at their callback address, until they answer with a status of 200 to 299. */
export const Event = z.object({
  id: z.string(),
  type: z.enum(['payment.succeeded', 'payment.refused', 'refund.succeeded', 'refund.failed']),
  /** The merchant's id of the checkout. */
  reference: z.string(),
  paymentId: z.string(),
  amount: Money,
  /** When the money moved. */
  at: Instant,
  /** The merchant's id of the refund; one that begins with `sandbox-` was made here. */
  refundReference: z.string().nullable(),
  /** What its payer agreed to with this payment. */
  mandate: z.string().nullable().default(null),
});
export type Event = z.output<typeof Event>;

type Signed = Record<typeof SIGNATURE | typeof TIMESTAMP, string>;

export function sign(secret: Uint8Array, body: string, now: Date): Signed {
  const timestamp = String(now.getTime());
  return { [TIMESTAMP]: timestamp, [SIGNATURE]: hmac(secret, timestamp, body) };
}

/** `secrets`: the one in use and older ones. */
export function checkSignature(
  secrets: readonly Uint8Array[],
  { header, body }: { header(name: string): string | undefined; body: string },
  now: Date,
): 'genuine' | 'forged' | 'stale' {
  const timestamp = header(TIMESTAMP) ?? '';
  const signature = header(SIGNATURE) ?? '';
  const genuine = secrets.map((secret) => isSame(signature, hmac(secret, timestamp, body)));
  if (!genuine.includes(true)) return 'forged';
  const age = now.getTime() - Number(timestamp);
  return Math.abs(age) <= REPLAY_WINDOW ? 'genuine' : 'stale';
}

const hmac = (secret: Uint8Array, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
