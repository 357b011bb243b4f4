// The one table of limits. What counts reads it, and so do docs/guide/limits*.md and their test. What each is for stands in
// texts.en.ts and texts.zh-CN.ts.
import { days, hours, minutes, seconds } from '../durations.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { Burst, Level, Limit, LimitScope, LimitUnit, Rate } from './limit.ts';

const tries = (scope: LimitScope, limit: number, window: Rate['window']): Rate<ProblemCode> => ({
  ...{ scope, unit: 'tries', limit, window, code: 'rate_limited' },
});
const within = (
  scope: LimitScope,
  unit: LimitUnit,
  limit: number,
  window: Rate['window'],
  code: ProblemCode,
): Rate<ProblemCode> => ({ scope, unit, limit, window, code });
const mails = (scope: LimitScope, limit: number, window: Rate['window']): Rate => ({
  ...{ scope, unit: 'mails', limit, window, code: 'left_out' },
});
const atOnce = (scope: LimitScope, unit: LimitUnit, limit: number, code: ProblemCode): Level => ({
  ...{ scope, unit, limit, code },
});
const burst = (scope: LimitScope, unit: LimitUnit, many: number, every: Burst['every']): Burst => ({
  ...{ scope, unit, burst: many, every, code: 'connack_3' },
});

const GB = 1e9;

export const limits = {
  /** Counted in the region's database, over all its processes. */
  region: {
    callsPerProduct: within('product', 'calls', 600_000, minutes(1), 'product_calls_exceeded'),
    callsPerOwner: within('owner', 'calls', 60_000, minutes(1), 'owner_calls_exceeded'),
    bytesPerProduct: within('product', 'bytes', 240 * GB, minutes(1), 'product_bytes_exceeded'),
    bytesPerOwner: within('owner', 'bytes', 12 * GB, minutes(1), 'owner_bytes_exceeded'),
    openEventsPerProduct: atOnce('product', 'open_events', 50_000, 'product_events_exceeded'),
    openEventsPerOwner: atOnce('owner', 'open_events', 1000, 'owner_events_exceeded'),
    eventsPerDevice: tries('device', 300, minutes(1)),
    pushesPerDevice: within('device', 'files', 600, minutes(1), 'rate_limited'),
    connectsPerDevice: burst('device', 'connections', 30, seconds(2)),
    tokensPerDevice: tries('device', 20, minutes(1)),
    tokensPerIp: tries('network', 900, minutes(1)),
    pairingsPerUnit: tries('unit', 10, minutes(1)),
    pairingsPerIp: tries('network', 120, minutes(1)),
    licencesPerIp: tries('network', 60, minutes(1)),
    licences: tries('region', 600, minutes(1)),
    firmwareOffersPerDevice: tries('device', 30, minutes(1)),
    firmwareReportsPerDevice: tries('device', 60, minutes(1)),
    settingsPerDevice: tries('device', 30, minutes(1)),
    pairingTokensPerOwner: tries('owner', 30, minutes(10)),
    handOverCodesPerOwner: tries('owner', 10, minutes(10)),
    ingestTokensPerOwner: tries('owner', 30, minutes(10)),
    playbacksPerOwner: tries('owner', 240, minutes(1)),
    visitsPerShare: tries('share', 120, minutes(10)),
    conversionsPerShare: within('share', 'seconds', 3600, hours(1), 'share_conversions_exceeded'),
    conversionsAtOncePerShare: atOnce('share', 'segments', 2, 'conversion_queued'),
    exportsPerOwner: tries('owner', 10, hours(1)),
    alarmPhonesPerOwner: tries('owner', 60, minutes(10)),
    householdInvitationsPerOwner: tries('owner', 30, minutes(10)),
    ordersPerOwner: tries('owner', 30, minutes(10)),
    couponTriesPerOwner: tries('owner', 60, minutes(10)),
    contactRequestsPerOwner: tries('owner', 10, hours(1)),
    testerCodesPerOwner: tries('owner', 10, minutes(10)),
    testerCodeTriesPerAccount: tries('account', 10, minutes(10)),
    passwordTriesPerOwner: tries('owner', 8, minutes(10)),
    signUpsPerIp: tries('network', 20, hours(1)),
    resetsPerIp: tries('network', 20, minutes(10)),
  },
  /** Counted in control's database, over all its processes. */
  control: {
    registrationsPerIp: tries('network', 30, hours(1)),
    setUpsPerIp: tries('network', 20, minutes(10)),
    resetsPerIp: tries('network', 20, minutes(10)),
    passwordTriesPerUser: tries('user', 8, minutes(10)),
    secondFactorChangesPerUser: tries('user', 12, minutes(10)),
    terminalLoginsPerIp: tries('network', 20, minutes(10)),
    terminalCodesPerUser: tries('user', 30, minutes(10)),
    apiKeysPerAccount: tries('account', 60, hours(1)),
    webhookTestsPerAccount: tries('account', 60, minutes(10)),
    invitationsPerAccount: tries('account', 20, hours(1)),
    invitationReadsPerIp: tries('network', 60, minutes(10)),
    productsPerAccount: tries('account', 300, hours(1)),
    licenceBatchesPerAccount: tries('account', 300, hours(1)),
    deviceCommandsPerAccount: tries('account', 20, minutes(1)),
    deviceLogReadsPerAccount: tries('account', 600, minutes(1)),
    preflightsPerAccount: tries('account', 60, minutes(1)),
    testerCodeTriesPerAccount: tries('account', 10, minutes(10)),
    checksPerAccount: tries('account', 60, minutes(1)),
    checksPerAccountAndDay: tries('account', 900, days(1)),
    bulkActivationsPerAccount: tries('account', 30, hours(1)),
    conformancePerAccount: tries('account', 120, hours(1)),
    firmwareImagesPerAccount: tries('account', 30, hours(1)),
    couponsPerAccount: tries('account', 200, hours(1)),
    prepaidRequestsPerAccount: tries('account', 10, days(1)),
    footageViewsPerAccount: tries('account', 120, minutes(1)),
    findingsSharesPerAccount: tries('account', 60, hours(1)),
    findingsReadsPerIp: tries('network', 120, minutes(1)),
    submissionsPerAccount: tries('account', 60, hours(1)),
    certificatePagesPerIp: tries('network', 120, minutes(1)),
    revocationListsPerIp: tries('network', 60, minutes(1)),
    certificateKeysPerAccount: tries('account', 12, days(1)),
    backupsPerAccount: tries('account', 12, hours(1)),
    backupChecksPerAccount: tries('account', 6, hours(1)),
    noticeMailsPerUser: mails('user', 20, hours(1)),
    invitationMailsPerAddress: mails('recipient', 5, days(1)),
  },
  /** Where people sign in, at the console and in each region's app, each counted by itself. */
  signIn: {
    triesOfKnown: {
      ...{ scope: 'browser', unit: 'tries', limit: 20, window: minutes(10), code: 'taken_as_stranger' },
    } satisfies Rate,
    passkeysPerIp: tries('network', 120, minutes(10)),
    linksPerIp: tries('network', 60, minutes(10)),
    passwordChangesPerIp: tries('network', 60, minutes(10)),
    wrongCodesPerUser: tries('user', 10, hours(1)),
    resetMailsPerUser: mails('user', 3, hours(1)),
  },
} as const satisfies Record<string, Record<string, Limit>>;

export type LimitTable = typeof limits;
export type LimitPlace = keyof LimitTable;
/** `region.callsPerOwner` */
export type LimitName = { [P in LimitPlace]: `${P}.${keyof LimitTable[P] & string}` }[LimitPlace];
