import { type Duration, days, milliseconds, type PlanTerms } from '@kaitong/contract';
import { FOOTAGE_KEPT } from '../activation/steps.ts';

/** How long footage is kept and what made it: fixed when an event opens, and the first key of all event tables. */
export const RETENTION_CLASSES = [
  'verification',
  'conformance',
  'event7',
  'event15',
  'event30',
  'continuous7',
  'continuous15',
  'continuous30',
  'kept',
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** Where events go that are kept beyond the days of their own class. None opens in it, and no day of it ends. */
export const KEPT = 'kept' satisfies RetentionClass;
export type OpeningClass = Exclude<RetentionClass, typeof KEPT>;

/** The class of what opens while these terms are in force. */
export const classOf = ({ kind, retentionDays }: PlanTerms): OpeningClass => `${kind}${retentionDays}`;

/** How long footage of a class is kept at least, a verification's at most. */
export function keptFor(retentionClass: RetentionClass): Duration {
  if (isPassing(retentionClass)) return FOOTAGE_KEPT;
  if (retentionClass === KEPT) return milliseconds(Number.POSITIVE_INFINITY);
  return days(Number(/\d+$/.exec(retentionClass)?.[0]));
}

/** Footage that shows how a camera works and belongs to no subscription: it goes event by event. */
export const isPassing = (retentionClass: RetentionClass): boolean =>
  retentionClass === 'verification' || retentionClass === 'conformance';
