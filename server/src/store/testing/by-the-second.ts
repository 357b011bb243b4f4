import type { Unit } from './statements.ts';

/** Which texts: what a server asks and says because time passed, whatever it is asked for meanwhile. */
const BY_THE_SECOND: readonly RegExp[] = [
  /^\s*WITH moment AS MATERIALIZED .* FROM deadline /s, // whether a deadline is due
  /FROM device_presence\s+WHERE NOT \(watched AND hold = 'there'\)/, // cameras that fell silent, in a deadline's transaction
  /UPDATE broker_lease\s+SET renewed_at/, // that the broker lives
  /insert into "judge_process"/, // that the judge does
  /server_process/, // that the process does
  /update "asked_claim" set "released" = \$1 where "released" = \$2 and "asked_at" </, // pairings that were never ended
];

/**
 * Which texts: what gathers for some time and then leaves in one statement. The longer something lasts, the more of these
 * times it falls into; what each takes has a budget or a test of its own.
 */
const GATHERED: readonly RegExp[] = [
  /FROM device_log_head|INTO device_log/, // what cameras log
  /^\s*WITH taken AS MATERIALIZED .* FROM topic /s, // what is read of a region's outboxes for control
  /^WITH changed AS \(update "application" set "reports_taken" = \$1 where /, // what control takes of it and only hands on
  /^\s*SELECT seq, data, at FROM topic_entry /, // what followers of progress read
];

/** A deadline that was due is in another's hands: it is looked at again three times a second, and not held meanwhile. */
const isClaimOfNothing = ({ texts }: Unit): boolean => texts.length === 3 && /claim_deadline\(/.test(texts[1] ?? '');

/**
 * What is sent by the second: on a machine that is busy more of it falls into whatever is counted. A transaction is as a
 * whole; so are sessions that listen, which ask for the time.
 */
export const isByTheSecond = (unit: Unit): boolean =>
  unit.schema.endsWith('-listen') ||
  isClaimOfNothing(unit) ||
  unit.texts.some((text) => [...BY_THE_SECOND, ...GATHERED].some((pattern) => pattern.test(text)));
