import { type Refusal, refusal, seconds } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { RegionLimits } from '../limits.ts';

/** Events are closed after minutes. */
const COME_AGAIN = seconds(30);

/** Why an event is not opened: too many are open beside it. */
export function refuseOpen(
  { openEventsPerOwner, openEventsPerProduct }: RegionLimits,
  { ofOwner, ofProduct }: { ofOwner: number; ofProduct: number },
): Refusal | undefined {
  const { region } = limits;
  const of = (code: (typeof region)['openEventsPerOwner' | 'openEventsPerProduct']['code'], limit: number): Refusal =>
    refusal(code, { limit, seconds: COME_AGAIN / 1000 });
  if (ofOwner >= openEventsPerOwner.limit) return of(region.openEventsPerOwner.code, openEventsPerOwner.limit);
  if (ofProduct >= openEventsPerProduct.limit) return of(region.openEventsPerProduct.code, openEventsPerProduct.limit);
  return undefined;
}
