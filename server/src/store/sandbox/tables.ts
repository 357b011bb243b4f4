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
  created_at: GeneratedStamp;
};

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
  payment: PaymentTable;
  refund: RefundTable;
  callback: CallbackTable;
};
