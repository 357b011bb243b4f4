import { hours, minutes } from '@kaitong/contract';
import type { RateLimit } from '../store/rate-limits.ts';

/** How often something may be done at the console; counted in control's database, over all processes. */
export type ControlLimits = {
  /** The answer says whether a login is taken. */
  registrationsPerIp: RateLimit;
  setUpsPerIp: RateLimit;
  /** Each may be a mail. */
  resetsPerIp: RateLimit;
  /** Whoever found an open browser must not find out the password too. */
  passwordTriesPerUser: RateLimit;
  /** Each tries the password, or a code. */
  secondFactorChangesPerUser: RateLimit;
  apiKeysPerAccount: RateLimit;
  /** Each is a call to somebody’s server. */
  webhookTestsPerAccount: RateLimit;
  /** Each may be a mail to somebody who never asked for one. */
  invitationsPerAccount: RateLimit;
  /** An office reads what each of its people was sent. */
  invitationReadsPerIp: RateLimit;
  terminalLoginsPerIp: RateLimit;
  /** Codes are short enough to type, so they must not be tried by the thousand. */
  terminalCodesPerUser: RateLimit;
  productsPerAccount: RateLimit;
  /** Of up to 1,000 units each. */
  licenceBatchesPerAccount: RateLimit;
  /** Each is a command to somebody's camera. */
  deviceCommandsPerAccount: RateLimit;
  /** Each asks every region where the device is. */
  deviceLogReadsPerAccount: RateLimit;
  /** Upload tests that are asked for again: a person who has changed something, a few at once, or a script. */
  preflightsPerAccount: RateLimit;
  /** Codes are short enough to type, so they must not be tried by the thousand. Not more than a region allows. */
  testerCodeTriesPerAccount: RateLimit;
  /** Each check asks every region and pings a camera that may be anybody's; all are kept in the list. */
  checksPerAccount: RateLimit;
  checksPerAccountAndDay: RateLimit;
  /** Of up to 1,000 samples each, which take their turn under the two above. */
  bulkActivationsPerAccount: RateLimit;
  /** Each changes a camera's settings for minutes. */
  conformancePerAccount: RateLimit;
  /** Codes are taken for everybody, and the answer says which are. */
  couponsPerAccount: RateLimit;
  /** Each is somebody's work at the operator's. */
  prepaidRequestsPerAccount: RateLimit;
  /** Each is recorded. */
  footageViewsPerAccount: RateLimit;
  /** Each is an address that strangers open. */
  findingsSharesPerAccount: RateLimit;
  /** Each may ask a region for its footage, and is counted. */
  findingsReadsPerIp: RateLimit;
  /** Each is signed anew; a copy serves for as long as its reader likes. */
  revocationListsPerIp: RateLimit;
};

export const controlLimits: ControlLimits = {
  registrationsPerIp: { limit: 30, window: hours(1) },
  setUpsPerIp: { limit: 20, window: minutes(10) },
  resetsPerIp: { limit: 20, window: minutes(10) },
  passwordTriesPerUser: { limit: 8, window: minutes(10) },
  secondFactorChangesPerUser: { limit: 12, window: minutes(10) },
  apiKeysPerAccount: { limit: 60, window: hours(1) },
  terminalLoginsPerIp: { limit: 20, window: minutes(10) },
  terminalCodesPerUser: { limit: 30, window: minutes(10) },
  webhookTestsPerAccount: { limit: 60, window: minutes(10) },
  invitationsPerAccount: { limit: 20, window: hours(1) },
  invitationReadsPerIp: { limit: 60, window: minutes(10) },
  productsPerAccount: { limit: 300, window: hours(1) },
  licenceBatchesPerAccount: { limit: 300, window: hours(1) },
  deviceCommandsPerAccount: { limit: 20, window: minutes(1) },
  deviceLogReadsPerAccount: { limit: 600, window: minutes(1) },
  preflightsPerAccount: { limit: 60, window: minutes(1) },
  testerCodeTriesPerAccount: { limit: 10, window: minutes(10) },
  checksPerAccount: { limit: 60, window: minutes(1) },
  checksPerAccountAndDay: { limit: 900, window: hours(24) },
  bulkActivationsPerAccount: { limit: 30, window: hours(1) },
  conformancePerAccount: { limit: 120, window: hours(1) },
  couponsPerAccount: { limit: 200, window: hours(1) },
  prepaidRequestsPerAccount: { limit: 10, window: hours(24) },
  footageViewsPerAccount: { limit: 120, window: minutes(1) },
  findingsSharesPerAccount: { limit: 60, window: hours(1) },
  findingsReadsPerIp: { limit: 120, window: minutes(1) },
  revocationListsPerIp: { limit: 60, window: minutes(1) },
};
