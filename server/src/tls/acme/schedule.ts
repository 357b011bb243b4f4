import { type Duration, hours, milliseconds, minutes } from '@kaitong/contract';

/** What is known of the orders for one name; kept beside its certificate. */
export type OrderState = {
  /** When the last order was begun; in milliseconds since 1970. */
  triedAt: number;
  /** Orders in a row that gave no certificate. */
  failures: number;
  /** Why the last one gave none, for the operator. */
  problem: string | undefined;
  /** The authority asked to be left alone until then. */
  notBefore: number | undefined;
};

/** Less would be more than four tries an hour; authorities allow five that fail. */
const FIRST_PAUSE = minutes(15);
const LONGEST_PAUSE = hours(12);
const RENEWED_AT = 2 / 3;

/** After so many failures in a row: 15 min, 30 min, 1 h … 12 h. */
export const pauseAfter = (failures: number): Duration =>
  milliseconds(Math.min(FIRST_PAUSE * 2 ** Math.max(0, failures - 1), LONGEST_PAUSE));

/** When a certificate of this validity is to be replaced: at two thirds of its life. */
export const renewalOf = ({ from, until }: { from: number; until: number }): number =>
  from + (until - from) * RENEWED_AT;

/**
 * When the next order is due; in the past: now.
 *
 * @param failures how many of them this process has seen: whoever starts the server anew has changed something, and waits
 *   no longer than after a first one
 */
export function nextOrderAt(
  certificate: { from: number; until: number } | undefined,
  state: OrderState | undefined,
  failures: number,
): number {
  const wanted = certificate ? renewalOf(certificate) : 0;
  if (!state || state.failures === 0) return wanted;
  return Math.max(wanted, state.notBefore ?? 0, state.triedAt + pauseAfter(failures));
}
