import type { OrderId, PlanTerms } from '@kaitong/contract';
import { addLength, dayOfMonth, type Length, type Time } from '../plans/calendar.ts';

/** A stretch of time that one order pays for: [startsAt, endsAt). An order that was interrupted has several. */
export type Slice = {
  orderId: OrderId;
  /** As they were when it was bought: editing the plan later changes nothing here. */
  terms: PlanTerms;
  length: Length;
  /** The day of the month on which calendar months end, where the month has it. */
  anchorDay: number;
  startsAt: Time;
  endsAt: Time;
};

/** Something to be laid out: a slice of which only order, terms and length matter yet. */
type Planned = Pick<Slice, 'orderId' | 'terms' | 'length'>;

/** What no event changes any more, and what is still to come, in its order. */
export type Plans = { done: Slice[]; planned: Planned[] };

/** Leaves a running slice as it is. A slice that begins at this very moment has not begun. */
export function splitAt(slices: readonly Slice[], at: Time): Plans {
  return {
    done: slices.filter(({ startsAt }) => startsAt < at),
    planned: slices.filter(({ startsAt }) => startsAt >= at),
  };
}

/** Cuts a running slice in two: what is over, and a rest that is the first of what is to come. */
export function interruptAt(slices: readonly Slice[], at: Time): Plans {
  const { done, planned } = splitAt(slices, at);
  const running = done.at(-1);
  if (running === undefined || running.endsAt <= at) return { done, planned };
  const over: Slice = { ...running, length: { milliseconds: at - running.startsAt }, endsAt: at };
  const rest: Length = { milliseconds: running.endsAt - at };
  return { done: [...done.slice(0, -1), over], planned: [{ ...running, length: rest }, ...planned] };
}

/** Puts what is planned one after the other, behind what is running or from `at` on. */
export function layOut(done: readonly Slice[], at: Time, planned: readonly Planned[]): Slice[] {
  const slices = [...done];
  for (const { orderId, terms, length } of planned) {
    const previous = slices.at(-1);
    const startsAt = Math.max(previous?.endsAt ?? at, at);
    const follows = previous !== undefined && previous.endsAt === startsAt && 'months' in previous.length;
    const anchorDay = follows ? previous.anchorDay : dayOfMonth(startsAt);
    slices.push({ orderId, terms, length, anchorDay, startsAt, endsAt: addLength(startsAt, length, anchorDay) });
  }
  return slices;
}
