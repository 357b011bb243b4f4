import { z } from 'zod';
import { MOST_PICTURE_SECONDS, PictureSecond } from '../checks/index.ts';
import { Instant } from '../ids.ts';
import { ProblemParams } from '../problems/problem.ts';

/** What the extended test tries, in its order. Each stands by itself: one that fails keeps no other from being tried. */
export const CONFORMANCE_ITEMS = [
  'motion-off',
  'privacy-mode',
  'back-to-back',
  'long-event',
  'uplink-lost',
  'server-restart',
  'token-expired',
  'wrong-clock',
  'key-rotation',
  'wrong-certificate',
  'wrong-broker',
  'rate',
  'night',
  'power-cut',
  'cloned-secret',
  'sleep',
  'update',
] as const;
export const ItemName = z.enum(CONFORMANCE_ITEMS);
export type ItemName = z.output<typeof ItemName>;

/** `skipped`: it could not be tried, which says nothing about the device; never a pass. */
export const ITEM_VERDICTS = ['pass', 'warn', 'fail', 'skipped'] as const;
export const ItemVerdict = z.enum(ITEM_VERDICTS);
export type ItemVerdict = z.output<typeof ItemVerdict>;

/** Why an item has its verdict. Texts: `texts.zh-CN.ts`, `texts.en.ts`. */
export const ITEM_REASONS = [
  'as_expected',
  // the device did not do it
  'grant_not_taken',
  'device_silent',
  'no_event',
  'switch_obeyed',
  'second_event_missing',
  'upload_incomplete',
  'event_not_closed',
  'call_refused',
  'event_in_privacy',
  'too_long',
  'token_kept',
  'clock_wrong',
  'key_reused',
  'not_resumed',
  'not_back',
  'certificate_trusted',
  'target_kept',
  'broker_trusted',
  'token_not_asked',
  'rate_wrong',
  'line_tried_rarely',
  'no_back_off',
  'same_pauses',
  'secret_cloned',
  'sleep_unsaid',
  'update_unasked',
  'update_unsaid',
  'update_failed',
  'recording_lost',
  // it did, and not well
  'cut_by_platform',
  'footage_lost',
  'sent_again',
  'clip_flawed',
  'recording_cut',
  // it could not be tried
  'settings_refused',
  'motion_refused',
  'not_encrypted',
  'not_interrupted',
  'certificate_not_offered',
  'certificate_not_met',
  'line_not_encrypted',
  'broker_not_met',
  'brokers_met_in_part',
  'simulate_needed',
  'motion_not_followed',
  'rate_not_judged',
  'stays_bright',
  'camera_sleeps',
  'never_sleeps',
  'stays_awake',
  'no_update_offered',
  'update_refused',
  'platform_away',
  'not_chosen',
  'not_reached',
] as const;
export const ItemReason = z.enum(ITEM_REASONS);
export type ItemReason = z.output<typeof ItemReason>;

/** What is set at the camera for an item. Its own settings are put back when the test ends. */
export const TRIED_SETTINGS = ['motion-off', 'motion-back', 'privacy-on', 'privacy-off'] as const;
export type TriedSetting = (typeof TRIED_SETTINGS)[number];

/** What is wrong with a certificate that is offered, in the order in which it is tried; each has nothing else wrong. */
export const WRONG_CERTIFICATES = ['self-signed', 'unknown-authority', 'expired', 'wrong-name'] as const;
export type WrongCertificate = (typeof WRONG_CERTIFICATES)[number];

/** What was seen and done during an item: its evidence. */
export const OBSERVATIONS = [
  'grant.sent',
  'grant.taken',
  'settings.sent',
  'settings.taken',
  'settings.refused',
  'motion.simulated',
  'motion.asked',
  'darkness.asked',
  'motion.refused',
  'event.opened',
  'event.refused',
  'call.refused',
  'object.stored',
  'object.repeated',
  'event.closed',
  'limit.reached',
  'line.cut',
  'server.away',
  'calls.unanswered',
  'outage.over',
  'platform.away',
  'token.voided',
  'token.refused',
  'token.renewed',
  'clock.told_wrong',
  'clock.told_right',
  'clock.measured',
  'certificate.offered',
  'certificate.met',
  'certificate.trusted',
  'certificate.refused',
  'line.closed',
  'broker.offered',
  'broker.met',
  'broker.trusted',
  'broker.refused',
  'broker.right',
  'line.ended',
  'line.tried',
  'line.let_in',
  'line.watched',
  'line.taken',
  'sleep.awaited',
  'sleep.told',
  'update.told',
  'update.refused',
  'update.reported',
  'footage.judged',
  'speed.judged',
  'speed.unknown',
  'picture.measured',
] as const;
export const ObservationCode = z.enum(OBSERVATIONS);
export type ObservationCode = z.output<typeof ObservationCode>;

export const Observation = z
  .object({ at: Instant, code: ObservationCode, params: ProblemParams.default({}) })
  .meta({ id: 'Observation' });
export type Observation = z.output<typeof Observation>;

/** What an event of an item shows, second by second. */
export const ItemClip = z
  .object({
    /** From 1 within its item. */
    event: z.int().positive(),
    pictures: z.array(PictureSecond).max(MOST_PICTURE_SECONDS),
  })
  .meta({ id: 'ItemClip' });
export type ItemClip = z.output<typeof ItemClip>;

/** One thing that the extended test tries, as far as it is. */
export const ConformanceItem = z
  .object({
    name: ItemName,
    state: z.enum(['waiting', 'running', 'ended']),
    verdict: ItemVerdict.nullable(),
    reason: z.object({ code: ItemReason, params: ProblemParams.default({}) }).nullable(),
    /** Somebody has to move in front of the camera now, for so long; null: nobody has to do anything. */
    moveSeconds: z.int().nullable(),
    /** Somebody has to darken the lens now, for so long, unless the camera makes a night of its own; null: nobody has to. */
    darkenSeconds: z.int().nullable().default(null),
    deadlineAt: Instant.nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    observations: z.array(Observation),
    /** Of each event that was decoded; reports of older servers have none. */
    clips: z.array(ItemClip).default([]),
  })
  .meta({ id: 'ConformanceItem' });
export type ConformanceItem = z.output<typeof ConformanceItem>;

const RANK: Record<ItemVerdict, number> = { fail: 3, warn: 2, pass: 1, skipped: 0 };

/** The worst of what was tried; `skipped` where nothing was, null before the first item has ended. */
export function outcomeOf(items: readonly Pick<ConformanceItem, 'verdict'>[]): ItemVerdict | null {
  const verdicts = items.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  return verdicts.sort((a, b) => RANK[b] - RANK[a])[0] ?? null;
}
