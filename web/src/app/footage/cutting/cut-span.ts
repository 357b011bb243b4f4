import { LONGEST_CUT } from '@kaitong/contract';
import { beginOf, type Day, type Span } from '../day/days.ts';

/** The two moments between which footage is cut. */
export type CutSpan = { from: number; to: number };
export type CutEnd = keyof CutSpan;

const FIRST_MS = 60_000;
const SECOND_MS = 1000;

/** What is offered first: a minute from what plays, or from where the newest footage begins. */
export function firstCut(begins: number, { from, to }: Span): CutSpan {
  const start = whole(Math.min(Math.max(begins, Date.parse(from)), Date.parse(to) - FIRST_MS));
  return { from: start, to: start + FIRST_MS };
}

/** One end is taken elsewhere, to a whole second: within the day, before or after the other, and not too far from it. */
export function moveEnd(cut: CutSpan, end: CutEnd, moment: number, day: Span): CutSpan {
  const [least, most] =
    end === 'from'
      ? [Math.max(Date.parse(day.from), cut.to - LONGEST_CUT), cut.to - SECOND_MS]
      : [cut.from + SECOND_MS, Math.min(Date.parse(day.to), cut.from + LONGEST_CUT)];
  return { ...cut, [end]: Math.min(Math.max(whole(moment), least), most) };
}

export type CutFault = 'backwards' | 'long';

/** What is wrong with two moments that somebody typed. */
export function faultOf({ from, to }: CutSpan): CutFault | undefined {
  if (to <= from) return 'backwards';
  return to - from > LONGEST_CUT ? 'long' : undefined;
}

/** The moment that a time of a day stands for. */
export function momentOf(day: Day, time: string): number | undefined {
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d)(?::(\d\d))?/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return new Date(beginOf(day)).setHours(Number(hours), Number(minutes), Number(seconds ?? 0));
}

export const asSpan = ({ from, to }: CutSpan): Span => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

const whole = (moment: number): number => Math.round(moment / SECOND_MS) * SECOND_MS;
