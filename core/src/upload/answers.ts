import type { ProblemCode } from '@kaitong/contract';

/** What a device's event is recorded for. */
export type UploadPurpose = 'verification' | 'recording' | 'conformance';

/**
 * What only one purpose answers to open, declare, commit and close. To everything else all of them answer alike: what a
 * verification tries is what owners pay for.
 */
export const ownAnswers: Readonly<Record<UploadPurpose, readonly ProblemCode[]>> = {
  // Permission for one event, shown by its nonce.
  verification: ['no_grant', 'grant_ended', 'grant_used', 'nonce_wrong', 'probe_unknown'],
  // What an owner has bought, and for which time.
  recording: [
    ...(['device_removed', 'account_suspended', 'subscription_missing', 'subscription_expired'] as const),
    ...(['plan_without_continuous', 'event_not_paid', 'privacy_mode', 'segment_too_short', 'rate_limited'] as const),
    ...(['owner_events_exceeded', 'product_events_exceeded'] as const),
  ],
  // What an item of the test lets the device meet.
  conformance: ['grant_ended', 'privacy_mode', 'server_restarting', 'device_token_invalid'],
};
