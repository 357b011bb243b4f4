import { minutes, seconds } from '@kaitong/contract';
import type { AllowanceRule } from '@kaitong/core';
import type { RateLimit } from '../store/rate-limits.ts';

/** How often something may be tried; counted in the region's database, over all processes. */
export type RegionLimits = {
  /** By address: a workshop pairs many units behind one. */
  pairingsPerIp: RateLimit;
  /** By UUID and address: more than any retrying camera needs. UUIDs are printed on units, so nobody else is kept out. */
  pairingsPerUnit: RateLimit;
  /** Licences that control is asked for: by address, and all together. */
  licencesPerIp: RateLimit;
  licences: RateLimit;
  /** By address. A street of cameras may share one behind a carrier's address translation. */
  tokensPerIp: RateLimit;
  tokensPerDevice: RateLimit;
  /**
   * MQTT connections, tools included. More than a library on a bad line makes; two cameras under one id make dozens a
   * second.
   */
  connectsPerDevice: AllowanceRule;
  pairingTokensPerOwner: RateLimit;
  handOverCodesPerOwner: RateLimit;
  /** Each is a command to the camera. */
  settingsPerDevice: RateLimit;
  /** New recordings: a camera that was off-line sends many one after the other. */
  eventsPerDevice: RateLimit;
  testerCodesPerOwner: RateLimit;
  /** By maker account: a code has 8 characters, so a guess must stay hopeless. */
  testerCodeTriesPerAccount: RateLimit;
  signUpsPerIp: RateLimit;
  /** Each may be a mail. */
  resetsPerIp: RateLimit;
  /** Whoever found an open browser must not find out the password too. */
  passwordTriesPerOwner: RateLimit;
  /** Each may hold a coupon's use for half an hour. */
  ordersPerOwner: RateLimit;
  /** Prices under a coupon: its code must not be found by trying. */
  couponTriesPerOwner: RateLimit;
  contactRequestsPerOwner: RateLimit;
  /** Each leaves a row for a while. */
  playbacksPerOwner: RateLimit;
  ingestTokensPerOwner: RateLimit;
  alarmPhonesPerOwner: RateLimit;
  householdInvitationsPerOwner: RateLimit;
  /** Pushed files: a stream of segments of a second, and some more of them. */
  pushesPerDevice: RateLimit;
  /** Each reads everything that an owner has. */
  exportsPerOwner: RateLimit;
};

export const regionLimits: RegionLimits = {
  pairingsPerIp: { limit: 120, window: minutes(1) },
  pairingsPerUnit: { limit: 10, window: minutes(1) },
  licencesPerIp: { limit: 60, window: minutes(1) },
  licences: { limit: 600, window: minutes(1) },
  tokensPerIp: { limit: 900, window: minutes(1) },
  tokensPerDevice: { limit: 20, window: minutes(1) },
  connectsPerDevice: { burst: 30, every: seconds(2) },
  pairingTokensPerOwner: { limit: 30, window: minutes(10) },
  handOverCodesPerOwner: { limit: 10, window: minutes(10) },
  settingsPerDevice: { limit: 30, window: minutes(1) },
  eventsPerDevice: { limit: 300, window: minutes(1) },
  testerCodesPerOwner: { limit: 10, window: minutes(10) },
  testerCodeTriesPerAccount: { limit: 10, window: minutes(10) },
  signUpsPerIp: { limit: 20, window: minutes(60) },
  resetsPerIp: { limit: 20, window: minutes(10) },
  passwordTriesPerOwner: { limit: 8, window: minutes(10) },
  ordersPerOwner: { limit: 30, window: minutes(10) },
  couponTriesPerOwner: { limit: 60, window: minutes(10) },
  contactRequestsPerOwner: { limit: 10, window: minutes(60) },
  playbacksPerOwner: { limit: 240, window: minutes(1) },
  alarmPhonesPerOwner: { limit: 60, window: minutes(10) },
  householdInvitationsPerOwner: { limit: 30, window: minutes(10) },
  ingestTokensPerOwner: { limit: 30, window: minutes(10) },
  pushesPerDevice: { limit: 600, window: minutes(1) },
  exportsPerOwner: { limit: 10, window: minutes(60) },
};
