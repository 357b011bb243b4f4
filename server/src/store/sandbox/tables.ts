import type { Currency } from '@kaitong/contract';
import type { Generated } from 'kysely';
import type { GeneratedStamp, Stamp, StampOrNull } from '../columns.ts';

// The sandbox payment provider lives as another company would: in a schema of its own, of which a region knows nothing.

/** Something to be paid. Whoever has the id, which stands in the checkout's address, may pay it. */
export type CheckoutTable = {
  id: string;
  /** The merchant's id of it. */
  reference: string;
  amount: number;
  currency: Currency;
  description: string;
  expires_at: Stamp;
  callback_url: string;
  return_url: string;
  /** Whoever pays it agrees to be charged later as well. */
  wants_mandate: Generated<boolean>;
  created_at: GeneratedStamp;
};

/** What a payer agreed to, and how later charges by it are to end: somebody who tries things out says so. */
export type MandateTable = {
  id: string;
  checkout_id: string;
  manner: Generated<'pay' | 'refuse' | 'late' | 'twice'>;
  ended_at: StampOrNull;
};

/** A charge that was asked for; the same reference and attempt again is the same charge. */
export type ChargeTable = { reference: string; attempt: number; mandate_id: string };

export type PaymentTable = {
  id: string;
  checkout_id: string;
  amount: number;
  currency: Currency;
  state: 'paid' | 'refused';
  /** Refunds of it are refused, because somebody ticked that. */
  keeps_money: boolean;
  at: GeneratedStamp;
};

export type RefundTable = {
  /** The merchant's id of it; `own` ones begin here. */
  reference: string;
  payment_id: string;
  amount: number;
  state: Generated<'accepted' | 'succeeded' | 'failed'>;
  /** Asked for again after it failed. */
  tries: Generated<number>;
  at: GeneratedStamp;
};

/** A message to the merchant, repeated until it is taken. */
export type CallbackTable = {
  id: string;
  checkout_id: string;
  url: string;
  body: string;
  tries: Generated<number>;
  created_at: GeneratedStamp;
  taken_at: StampOrNull;
};

export type SandboxTables = {
  checkout: CheckoutTable;
  mandate: MandateTable;
  charge: ChargeTable;
  payment: PaymentTable;
  refund: RefundTable;
  callback: CallbackTable;
};
