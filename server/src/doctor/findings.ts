export type Verdict = 'ok' | 'warns' | 'fails';

/** Everything that a look at an installation can come to, and how bad it is. */
export const VERDICTS = {
  settings_read: 'ok',
  settings_wrong: 'fails',
  database_reached: 'ok',
  database_not_started: 'warns',
  database_unusable: 'fails',
  database_forgetful: 'warns',
  transaction_kept: 'ok',
  transaction_wrong: 'fails',
  news_heard: 'ok',
  news_lost: 'fails',
  database_clock_agrees: 'ok',
  database_clock_off: 'warns',
  folder_not_yet: 'warns',
  folder_keeps: 'ok',
  folder_refuses: 'fails',
  space_enough: 'ok',
  space_little: 'warns',
  space_full: 'fails',
  store_clock_agrees: 'ok',
  store_clock_off: 'fails',
  bucket_reached: 'ok',
  bucket_missing: 'fails',
  bucket_closed: 'fails',
  bucket_elsewhere: 'fails',
  store_away: 'fails',
  store_failed: 'fails',
  days_end_by_rule: 'ok',
  days_end_by_request: 'ok',
  versions_off: 'ok',
  versions_kept: 'fails',
  object_kept: 'ok',
  object_not_kept: 'fails',
  object_without_md5: 'warns',
  replacing_refused: 'ok',
  object_replaced: 'fails',
  race_has_one_winner: 'ok',
  race_has_many_winners: 'fails',
  md5_compared: 'ok',
  md5_ignored: 'fails',
  length_compared: 'ok',
  length_ignored: 'fails',
  range_read: 'ok',
  range_ignored: 'fails',
  strangers_refused: 'ok',
  strangers_read: 'fails',
  pages_may_read: 'ok',
  pages_not_yet: 'warns',
  pages_may_not_read: 'fails',
  objects_removed: 'ok',
  objects_stay: 'fails',
  keys_bucket_keeps: 'ok',
  keys_bucket_versions: 'fails',
  keys_bucket_refuses: 'fails',
  certificate_good: 'ok',
  certificate_none: 'ok',
  certificate_untrusted: 'warns',
  certificate_ends_soon: 'warns',
  certificate_ended: 'fails',
  certificate_unusable: 'fails',
  address_away: 'warns',
  broker_asks: 'ok',
  broker_away: 'warns',
  broker_lets_in: 'fails',
  plane_answers: 'ok',
  plane_answers_by_token: 'ok',
  plane_away: 'warns',
  plane_refuses: 'fails',
  plane_has_no_key: 'fails',
  plane_has_another_key: 'fails',
  plane_clock_off: 'warns',
} as const satisfies Record<string, Verdict>;

export type FindingCode = keyof typeof VERDICTS;
export type Finding = { code: FindingCode; params: Readonly<Record<string, string | number>> };

export const found = (code: FindingCode, params: Finding['params'] = {}): Finding => ({ code, params });

/** What to say of something that was thrown; node-postgres and `fetch` leave the reason inside. */
export function reasonOf(error: unknown): string {
  const { message = String(error), code, cause } = error as { message?: string; code?: string; cause?: unknown };
  const inner = cause === undefined ? undefined : reasonOf(cause);
  return [message || code, inner].filter(Boolean).join(' ') || String(error);
}
