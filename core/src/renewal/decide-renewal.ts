import { type Duration, days, hours, type Money } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import { GRACE } from '../subscription/standing.ts';

/** How long before the end of what is paid for the next period is charged. */
export const CHARGED_BEFORE = hours(24);
/** How long before a charge its day and price are told. Mainland China asks for five days. */
export const TOLD_BEFORE = days(7);
/** After each refusal: cards are refused for a day, and for want of money until the end of a month. */
const PAUSES: readonly Duration[] = [hours(12), hours(24), hours(48), hours(48)];

/** Auto-renewal (自动续费) of one device, as far as its next charge goes. */
export type Renewal = {
  /** What the owner agreed to pay, or paid last. */
  agreed: Money;
  /** What was told of the next charge: of which end, when, at what price. */
  told: { until: Time; at: Time; price: Money } | null;
  /** Charges of this period that the provider was asked for, and those that it refused. */
  tries: number;
  refused: number;
  /** When it was asked last. */
  triedAt: Time | null;
};

export type RenewalMove =
  | { do: 'wait'; at: Time }
  /** Asked, and not answered yet: the answer moves it. */
  | { do: 'await' }
  /** Tell the owner when how much is charged. `before`: what it was, where it rose. */
  | { do: 'tell'; price: Money; at: Time; before: Money | null }
  | { do: 'charge'; price: Money }
  | { do: 'end'; why: 'not_sold' | 'refused' | 'too_late' };

type Facts = {
  /** The end of everything that is paid for. */
  until: Time;
  /** What the plan costs now; null: it is not sold to this device any more. */
  price: Money | null;
  at: Time;
};

/**
 * What happens next with an auto-renewal. Nobody is charged who was not told seven days before, nor more than they were
 * told; nothing is charged so late that the footage of the last period is gone.
 */
export function decideRenewal(renewal: Renewal, { until, price, at }: Facts): RenewalMove {
  const { told, tries, refused, agreed } = renewal;
  if (refused < tries) return { do: 'await' };
  const tellAt = until - CHARGED_BEFORE - TOLD_BEFORE;
  if (at < tellAt) return { do: 'wait', at: tellAt };
  if (price === null) return { do: 'end', why: 'not_sold' };
  if (at >= until + GRACE) return { do: 'end', why: 'too_late' };
  const isTold = told !== null && told.until === until;
  if (!isTold || rose(price, told.price)) {
    const before = isTold ? told.price : agreed;
    const chargeAt = Math.max(until - CHARGED_BEFORE, at + TOLD_BEFORE);
    if (chargeAt >= until + GRACE) return { do: 'end', why: 'too_late' };
    return { do: 'tell', price, at: chargeAt, before: rose(price, before) ? before : null };
  }
  if (refused > PAUSES.length) return { do: 'end', why: 'refused' };
  const chargeAt = chargedAt(renewal, { until, at });
  if (chargeAt >= until + GRACE) return { do: 'end', why: 'too_late' };
  return at < chargeAt ? { do: 'wait', at: chargeAt } : { do: 'charge', price };
}

/** When the next charge is asked for, as things stand at `at`. */
export function chargedAt({ told, refused, triedAt }: Renewal, { until, at }: Pick<Facts, 'until' | 'at'>): Time {
  const pause = PAUSES[refused - 1];
  if (pause !== undefined && triedAt !== null) return triedAt + pause;
  const day = until - CHARGED_BEFORE;
  const toldAt = told?.until === until ? told.at : Math.max(at, day - TOLD_BEFORE);
  return Math.max(day, toldAt + TOLD_BEFORE);
}

/** Of another currency nothing was agreed. */
const rose = (price: Money, before: Money): boolean =>
  price.currency !== before.currency || price.amount > before.amount;
