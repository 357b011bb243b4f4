import { type ItemVerdict, minutes, SOAK_HOURS, type SoakFinding, type SoakHour, seconds } from '@kaitong/contract';

/** Of all events so many have to arrive whole. */
const ARRIVES = 0.98;
/** As long as the longest pause between tries, and some of them. */
const AWAY: number = minutes(5);
/** Ends that a camera does not choose, and that no token explains. */
const LOST: ReadonlySet<string> = new Set(['line_lost', 'keep_alive_missed', 'replaced', 'refused']);
/** What comes later at the end than at the beginning, and by so much. */
const SLOWER = { by: seconds(2), times: 2 };
/** Fewer hours have no beginning and end. */
const COMPARED = 8;

export type SoakSubject = {
  /** It keeps no line between events. */
  sleepy: boolean;
};

type Rule = (hours: readonly SoakHour[], subject: SoakSubject) => SoakFinding | undefined;

const sum = (hours: readonly SoakHour[], read: (hour: SoakHour) => number): number =>
  hours.reduce((all, hour) => all + read(hour), 0);

const RULES: readonly Rule[] = [
  (hours) => {
    const silent = hours.filter(({ asked, opened }) => asked > 0 && opened === 0).length;
    return silent > 0 ? { rule: 'nothing_came', severity: 'fail', params: { hours: silent } } : undefined;
  },
  (hours) => {
    const [opened, arrived] = [sum(hours, (hour) => hour.opened), sum(hours, (hour) => hour.arrived)];
    return arrived < opened * ARRIVES
      ? { rule: 'uploads_missing', severity: 'fail', params: { opened, arrived } }
      : undefined;
  },
  (hours, { sleepy }) => {
    const [longest] = hours.toSorted((a, b) => b.awayMs - a.awayMs);
    if (sleepy || !longest || longest.awayMs <= AWAY) return undefined;
    const params = { hour: longest.hour + 1, minutes: Math.round(longest.awayMs / minutes(1)) };
    return { rule: 'line_away', severity: 'fail', params };
  },
  (hours, { sleepy }) => {
    const lost = total(hours.flatMap(({ lineEnds }) => lineEnds.filter(({ code }) => LOST.has(code))));
    if (sleepy || hours.length === 0 || lost.count < hours.length) return undefined;
    return {
      rule: 'line_unsteady',
      severity: 'fail',
      params: { hours: hours.length, count: lost.count, why: lost.most },
    };
  },
  (hours) => {
    const told = hours.flatMap(({ firstMs }) => (firstMs ? [firstMs.middle] : []));
    if (told.length < COMPARED) return undefined;
    const quarter = Math.floor(told.length / 4);
    const [first, last] = [middle(told.slice(0, quarter)), middle(told.slice(-quarter))];
    if (last < first * SLOWER.times || last - first < SLOWER.by) return undefined;
    return { rule: 'grows_slower', severity: 'fail', params: { first: inSeconds(first), last: inSeconds(last) } };
  },
  (hours) => {
    const { count, most } = total(hours.flatMap(({ refused }) => refused));
    return hours.length > 0 && count >= hours.length
      ? { rule: 'calls_refused', severity: 'warn', params: { count, code: most } }
      : undefined;
  },
];

/** What the hours of a soak show so far. */
export const judgeSoak = (hours: readonly SoakHour[], subject: SoakSubject): SoakFinding[] =>
  RULES.flatMap((rule) => rule(hours, subject) ?? []);

/** One that ended early may have found something; that it found nothing says nothing. So does a day without any event. */
export function soakOutcome(hours: readonly SoakHour[], findings: readonly SoakFinding[]): ItemVerdict {
  if (findings.some(({ severity }) => severity === 'fail')) return 'fail';
  if (hours.length < SOAK_HOURS || sum(hours, ({ opened }) => opened) === 0) return 'skipped';
  return findings.length > 0 ? 'warn' : 'pass';
}

/** A line’s beginning or end, or something refused, as it was noted of the device. */
export type SoakLine = { at: number; code: string; reason: string; count: number };

export type ReadLines = Pick<SoakHour, 'refused' | 'lineEnds' | 'awayMs'> & {
  /** There is no line at the end. */
  isAway: boolean;
};

/**
 * What an hour’s lines say; `wasAway`: when it began there was no line. Alike ones of a second are one, so they are counted: of a
 * line that ended and began twice in a second, both beginnings stand before the second end.
 */
export function readLines(
  lines: readonly SoakLine[],
  { from, to, wasAway }: { from: number; to: number; wasAway: boolean },
): ReadLines {
  let open = wasAway ? 0 : 1;
  let awaySince = wasAway ? from : null;
  let awayMs = 0;
  const until = (at: number): void => {
    if (awaySince !== null) awayMs = Math.max(awayMs, at - awaySince);
  };
  for (const { at, code, count } of lines) {
    if (code === 'connected') open += count;
    if (code === 'disconnected') open = Math.max(0, open - count);
    if (open === 0) awaySince ??= at;
    else {
      until(at);
      awaySince = null;
    }
  }
  until(to);
  const of = (...codes: string[]) => lines.filter(({ code }) => codes.includes(code));
  return {
    awayMs: Math.round(awayMs),
    isAway: open === 0,
    lineEnds: byCode(of('disconnected')),
    refused: byCode(of('call_refused', 'put_refused')),
  };
}

function byCode(lines: readonly SoakLine[]): SoakHour['refused'] {
  const counts = new Map<string, number>();
  for (const { reason, code, count } of lines) {
    const name = reason === '' ? code : reason;
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}

function total(counted: SoakHour['refused']): { count: number; most: string } {
  const all = byCode(counted.map(({ code, count }) => ({ at: 0, code, reason: '', count })));
  return { count: all.reduce((count, one) => count + one.count, 0), most: all[0]?.code ?? '-' };
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const inSeconds = (ms: number): number => Math.round(ms / seconds(0.1)) / 10;
