import { createHash } from 'node:crypto';
import { OrderId, PaymentId, RefundId, type Region, seconds } from '@kaitong/contract';
import type { Clock } from '../../clock.ts';
import {
  CreatedCharge,
  CreatedCheckout,
  CreatedRefund,
  checkSignature,
  Event,
  sign,
} from '../../sandbox-provider/protocol.ts';
import type { KeyRing } from '../../secrets/wrapping.ts';
import type { Callback, PaymentOrder, PaymentProvider, PaymentRefund, ProviderSignal, Verified } from './provider.ts';

export type SandboxAccess = {
  /** The secret that merchant and sandbox share. */
  secrets: readonly [Uint8Array, ...Uint8Array[]];
  /** Where the sandbox answers, and where it calls back: both as this process reaches them. */
  apiUrl: string;
  callbackUrl: string;
  /** Where payers are sent back to; the order's id is added. */
  returnUrl: string;
  clock: Clock;
};

/** Sandbox and merchant are told the same secret. */
export const sandboxSecrets = (secrets: KeyRing, region: Region): readonly [Uint8Array, ...Uint8Array[]] =>
  secrets.derive(`sandbox payments ${region}`);

const PATIENCE = seconds(5);
/** How our ids of refunds are told from those that return a stray payment. */
const STRAY = 'stray.';

/** Our side of the sandbox provider: what every provider's adapter looks like. */
export function createSandboxProvider(access: SandboxAccess): PaymentProvider {
  const { secrets, apiUrl, callbackUrl, returnUrl, clock } = access;

  async function post(path: string, message: object): Promise<unknown> {
    const body = JSON.stringify(message);
    const response = await fetch(`${apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...sign(secrets[0], body, clock.now()) },
      body,
      signal: AbortSignal.timeout(PATIENCE),
      redirect: 'error',
    });
    if (!response.ok) throw new Error(`the sandbox answered ${path} with ${response.status}`);
    return await response.json();
  }

  /** What every payment is asked with, whoever pays it how. */
  const asked = ({ orderId, price, description, expiresAt }: PaymentOrder) => ({
    reference: orderId,
    price,
    description,
    expiresAt: expiresAt.toISOString(),
    callbackUrl,
    returnUrl: `${returnUrl}/${orderId}`,
  });

  return {
    name: 'sandbox',
    async begin({ mandate, ...payment }) {
      return CreatedCheckout.parse(await post('/checkouts', { ...asked(payment), mandate }));
    },
    async charge({ mandate, attempt, ...payment }) {
      const reply = await post('/charges', { ...asked(payment), mandate, attempt });
      return CreatedCharge.parse(reply).accepted ? 'accepted' : 'refused';
    },
    async endMandate(mandate) {
      await post('/mandates/end', { mandate });
    },
    async refund(asked) {
      const { paymentId, amount } = asked;
      const reply = await post('/refunds', { reference: referenceOf(asked), paymentId, amount });
      return CreatedRefund.parse(reply).accepted ? 'accepted' : 'refused';
    },
    verify: (callback, now) => verify(secrets, callback, now),
    taken: { type: 'application/json', body: '{}' },
  };
}

/** With the order's id: whoever asks for a refund names it, and may name those of two orders the same. */
const referenceOf = ({ orderId, reference }: Pick<PaymentRefund, 'orderId' | 'reference'>): string =>
  'refundId' in reference ? `${orderId}.${reference.refundId}` : `${STRAY}${reference.stray}`;

function verify(secrets: readonly Uint8Array[], callback: Callback, now: Date): Verified {
  const checked = checkSignature(secrets, callback, now);
  if (checked !== 'genuine') return { refused: checked };
  const event = Event.safeParse(parse(callback.body)).data;
  const orderId = OrderId.safeParse(event?.reference).data;
  const paymentId = PaymentId.safeParse(event?.paymentId).data;
  if (!event || !orderId || !paymentId) return { refused: 'unreadable' };
  return { signal: signalOf(event, orderId, paymentId) };
}

function signalOf(event: Event, orderId: OrderId, paymentId: PaymentId): ProviderSignal {
  const { type, amount, at, refundReference, mandate } = event;
  switch (type) {
    case 'payment.succeeded':
      return {
        ...{ type: 'payment.confirmed', orderId, paymentId, amount, paidAt: Date.parse(at) },
        ...(mandate === null ? {} : { mandate }),
      };
    case 'payment.refused':
      return { type: 'payment.refused', orderId };
    case 'refund.succeeded':
    case 'refund.failed': {
      const done = type === 'refund.succeeded';
      if (refundReference?.startsWith(STRAY))
        return { type: done ? 'payment.returned' : 'return.failed', orderId, paymentId };
      const refundId = refundIdOf(orderId, refundReference ?? event.id);
      return done
        ? { type: 'refund.confirmed', orderId, paymentId, refundId, amount }
        : { type: 'refund.failed', orderId, refundId };
    }
  }
}

/** Ours as it is; of a refund that was made at the provider's side always the same one. */
function refundIdOf(orderId: OrderId, reference: string): RefundId {
  const [of, id] = reference.split('.', 2);
  const own = of === orderId ? RefundId.safeParse(id).data : undefined;
  if (own) return own;
  const digest = createHash('sha256').update(`sandbox refund ${reference}`).digest('hex').slice(0, 18);
  return RefundId.parse(`rf${digest}`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
