// Every operation of the app's, the devices' and the planes' APIs: how it names what is somebody's, and what others get.
import {
  app,
  type Contract,
  controlClaims,
  controlPlane,
  controlReports,
  device,
  type Input,
  Opener,
  regionPlane,
  regionSales,
  Uuid,
} from '@kaitong/contract';
import { CREATED_PASSKEY, POINT, type Rules, USED_PASSKEY } from './call.ts';
import type { Cast } from './cast.ts';

const hash = (length: number): string => '0'.repeat(length);
const object = {
  n: 1,
  kind: 'segment',
  bytes: 16,
  durationMs: 1000,
  md5: hash(32),
  sha256: hash(64),
  iv: null,
} as const;
const own = ({ unit }: Cast) => ({ params: { deviceId: unit.deviceId } });
/** Whatever is there to be seen of a recording is within it. */
const today = () => ({ from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() });
const recorded = ({ unit, watched }: Cast) => ({ params: { deviceId: unit.deviceId, eventId: watched.eventId } });
const ordered = ({ purchase: { orderId } }: Cast) => ({ params: { orderId } });
const eventOf = ({ running }: Cast) => ({ eventId: running.opened.eventId });
const run = ({ application }: Cast) => ({ params: { applicationId: application.id } });

/** Another owner of the same region. */
export const ownersRules: Rules<typeof app, 'neighbour'> = {
  signUp: {
    input: ({ owner }) => ({ body: { login: owner.login, password: 'long enough, but not it', name: 'x' } }),
    neighbour: 'account_exists',
  },
  signIn: {
    input: ({ owner }) => ({ body: { login: owner.login, password: 'the password of an owner' } }),
    neighbour: 'sign_in_failed',
  },
  signOut: { input: () => ({}), neighbour: 'nothing' },
  getOwner: { input: () => ({}), neighbour: 'nothing' },
  requestPasswordReset: { input: ({ owner }) => ({ body: { login: owner.login } }), neighbour: 'nothing' },
  resetPassword: {
    input: () => ({ body: { token: `kr_${'a'.repeat(43)}`, password: 'taken over by me' } }),
    neighbour: 'reset_link_invalid',
  },
  deleteAccount: { input: () => ({ body: { password: 'correct horse battery' } }), neighbour: 'sign_in_failed' },
  getDeletionReceipt: { input: () => ({ body: { token: `ka_${'a'.repeat(43)}` } }), neighbour: 'not_found' },
  changePassword: {
    input: () => ({ body: { current: 'correct horse battery', next: 'taken over by me' } }),
    neighbour: 'sign_in_failed',
  },
  listSessions: { input: () => ({}), neighbour: 'nothing' },
  endSession: { input: ({ ownersSessionId }) => ({ params: { id: ownersSessionId } }), neighbour: 'not_found' },
  endOtherSessions: { input: () => ({}), neighbour: 'nothing' },
  // Their own, where there can be any, are tried in server/src/http/region/passkeys.test.ts.
  beginPasskeySignIn: { input: () => ({}), neighbour: 'passkeys_unavailable' },
  signInWithPasskey: { input: () => ({ body: { used: USED_PASSKEY } }), neighbour: 'passkeys_unavailable' },
  signInWithLink: {
    input: () => ({ body: { token: `kl_${'a'.repeat(43)}` } }),
    neighbour: 'sign_in_link_invalid',
  },
  listPasskeys: { input: () => ({}), neighbour: 'nothing' },
  beginPasskey: { input: () => ({ body: { password: 'correct horse battery' } }), neighbour: 'sign_in_failed' },
  addPasskey: { input: () => ({ body: { name: 'x', created: CREATED_PASSKEY } }), neighbour: 'passkeys_unavailable' },
  removePasskey: {
    input: () => ({ params: { id: 'x' }, body: { password: 'correct horse battery' } }),
    neighbour: 'sign_in_failed',
  },
  createPairingToken: { input: () => ({}), neighbour: 'nothing' },
  listDevices: { input: () => ({}), neighbour: 'nothing' },
  getDevice: { input: own, neighbour: 'not_found' },
  updateDevice: {
    input: (cast) => ({ ...own(cast), body: { name: 'mine now', verificationFootageAllowed: true } }),
    neighbour: 'not_found',
  },
  changeSettings: { input: (cast) => ({ ...own(cast), body: { privacyMode: true } }), neighbour: 'not_found' },
  getDeviceFirmware: { input: own, neighbour: 'not_found' },
  installFirmware: {
    input: (cast) => ({ ...own(cast), body: { releaseId: cast.releaseId, at: null } }),
    neighbour: 'not_found',
  },
  removeDevice: { input: own, neighbour: 'not_found' },
  createHandOverCode: { input: own, neighbour: 'not_found' },
  withdrawHandOverCode: { input: own, neighbour: 'not_found' },
  createSupportCode: { input: own, neighbour: 'not_found' },
  endSupport: { input: own, neighbour: 'not_found' },
  getSupport: { input: own, neighbour: 'not_found' },
  createTesterCode: { input: () => ({}), neighbour: 'nothing' },
  listTesterLinks: { input: () => ({}), neighbour: 'nothing' },
  removeTesterLink: { input: ({ linkId }) => ({ params: { id: linkId } }), neighbour: 'not_found' },
  listNotices: { input: () => ({ query: { cursor: '999999' } }), neighbour: 'nothing' },
  getCalendar: { input: (cast) => ({ ...own(cast), query: today() }), neighbour: 'not_found' },
  getTimeline: { input: (cast) => ({ ...own(cast), query: today() }), neighbour: 'not_found' },
  getFilmstrip: { input: (cast) => ({ ...own(cast), query: { at: today().from } }), neighbour: 'not_found' },
  listEvents: { input: (cast) => ({ ...own(cast), query: {} }), neighbour: 'not_found' },
  listNewestEvents: { input: () => ({ query: {} }), neighbour: 'nothing' },
  listLastPictures: { input: () => ({}), neighbour: 'nothing' },
  getEvent: { input: recorded, neighbour: 'not_found' },
  markEventsRead: {
    input: (cast) => ({ ...own(cast), body: { eventIds: [cast.watched.eventId] } }),
    neighbour: 'not_found',
  },
  markFavourites: {
    input: (cast) => ({ ...own(cast), body: { eventIds: [cast.watched.eventId], favourite: true } }),
    neighbour: 'not_found',
  },
  keepEvents: {
    input: (cast) => ({ ...own(cast), body: { eventIds: [cast.watched.eventId], keep: true } }),
    neighbour: 'not_found',
  },
  getKept: { input: own, neighbour: 'not_found' },
  deleteEvents: {
    input: (cast) => ({ ...own(cast), body: { eventIds: [cast.watched.eventId] } }),
    neighbour: 'not_found',
  },
  changeNote: { input: (cast) => ({ ...recorded(cast), body: { note: 'mine now' } }), neighbour: 'not_found' },
  deleteEvent: { input: recorded, neighbour: 'not_found' },
  deleteFootage: { input: (cast) => ({ ...own(cast), body: today() }), neighbour: 'not_found' },
  createPlayback: {
    input: (cast) => ({ ...own(cast), body: { of: { eventId: cast.watched.eventId } } }),
    neighbour: 'not_found',
  },
  endPlayback: {
    input: ({ watched }) => ({ params: { playbackId: watched.playbackId } }),
    neighbour: 'not_found',
  },
  createDownload: { input: recorded, neighbour: 'not_found' },
  getCut: { input: (cast) => ({ ...own(cast), query: today() }), neighbour: 'not_found' },
  createCutDownload: { input: (cast) => ({ ...own(cast), body: today() }), neighbour: 'not_found' },
  createCutShare: { input: (cast) => ({ ...own(cast), body: { ...today(), hours: 1 } }), neighbour: 'not_found' },
  listDownloads: { input: () => ({}), neighbour: 'nothing' },
  endDownload: { input: ({ watched }) => ({ params: { id: watched.playbackId } }), neighbour: 'not_found' },
  createShare: { input: (cast) => ({ ...recorded(cast), body: { hours: 1 } }), neighbour: 'not_found' },
  listShares: { input: ({ watched }) => ({ query: { cursor: watched.shareId } }), neighbour: 'nothing' },
  revokeShare: { input: ({ watched }) => ({ params: { id: watched.shareId } }), neighbour: 'not_found' },
  changeShare: {
    input: ({ watched }) => ({ params: { id: watched.shareId }, body: { hours: 168, pin: null } }),
    neighbour: 'not_found',
  },
  // By its token whoever has the link; by anything else nobody.
  visitShare: {
    input: ({ watched }) => ({ params: { token: watched.shareId }, body: { pin: '0000' } }),
    neighbour: 'playback_ended',
  },
  getSharedFootage: {
    input: ({ watched }) => ({ params: { token: watched.shareId }, query: {} }),
    neighbour: 'playback_ended',
  },
  getSharedFilmstrip: {
    input: ({ watched }) => ({ params: { token: watched.shareId }, query: { at: today().from } }),
    neighbour: 'playback_ended',
  },
  getExportSize: { input: () => ({ query: {} }), neighbour: 'nothing' },
  createExport: { input: ({ unit: { deviceId } }) => ({ body: { deviceIds: [deviceId] } }), neighbour: 'not_found' },
  createPushDevice: { input: () => ({ body: { name: 'x' } }), neighbour: 'nothing' },
  createIngestToken: { input: (cast) => ({ ...own(cast), body: { name: 'mine now' } }), neighbour: 'not_found' },
  listIngestTokens: { input: own, neighbour: 'not_found' },
  revokeIngestToken: {
    input: ({ unit, ingestTokenId: id }) => ({ params: { deviceId: unit.deviceId, id } }),
    neighbour: 'not_found',
  },
  getAlarms: { input: () => ({}), neighbour: 'nothing' },
  changeAlarms: { input: () => ({ body: { snoozeMinutes: 60 } }), neighbour: 'nothing' },
  changeCameraAlarms: { input: (cast) => ({ ...own(cast), body: { muted: ['motion'] } }), neighbour: 'not_found' },
  addAlarmPhone: {
    input: () => ({
      body: {
        endpoint: 'https://push.invalid/of-a-neighbour',
        keys: { p256dh: POINT, auth: 'A'.repeat(22) },
        language: 'en',
      },
    }),
    neighbour: 'nothing',
  },
  removeAlarmPhone: { input: ({ alarmPhoneId: id }) => ({ params: { id } }), neighbour: 'not_found' },
  listOffers: { input: own, neighbour: 'not_found' },
  quoteOrder: {
    input: (cast) => ({ ...own(cast), body: { purchase: { planId: cast.purchase.planId } } }),
    neighbour: 'not_found',
  },
  createOrder: {
    input: ({ unit, purchase: { planId } }) => ({
      body: { requestId: 'an_order_of_a_neighbour', deviceId: unit.deviceId, purchase: { planId } },
    }),
    neighbour: 'not_found',
  },
  listOrders: {
    input: ({ unit, purchase }) => ({ query: { deviceId: unit.deviceId, cursor: purchase.orderId } }),
    neighbour: 'nothing',
  },
  getOrder: { input: ordered, neighbour: 'not_found' },
  cancelOrder: { input: ordered, neighbour: 'not_found' },
  refundOrder: { input: ordered, neighbour: 'not_found' },
  getSubscription: { input: own, neighbour: 'not_found' },
  endRenewal: { input: own, neighbour: 'not_found' },
  createContactRequest: { input: (cast) => ({ ...own(cast), body: { message: 'x' } }), neighbour: 'not_found' },
  listContactRequests: { input: ({ purchase }) => ({ query: { cursor: purchase.requestId } }), neighbour: 'nothing' },
  // What members may and may not: server/src/http/region/household.test.ts.
  getHousehold: { input: () => ({}), neighbour: 'nothing' },
  createHouseholdInvitation: {
    input: ({ unit: { deviceId } }) => ({ body: { cameras: [{ deviceId, rights: ['watch'] }] } }),
    neighbour: 'not_found',
  },
  withdrawHouseholdInvitation: { input: () => ({ params: { id: 'hi' } }), neighbour: 'not_found' },
  changeHouseholdMember: {
    input: ({ unit: { deviceId } }) => ({
      params: { id: 'hm' },
      body: { cameras: [{ deviceId, rights: ['watch'] }] },
    }),
    neighbour: 'not_found',
  },
  removeHouseholdMember: { input: () => ({ params: { id: 'hm' } }), neighbour: 'not_found' },
  listHouseholdViews: { input: () => ({ query: {} }), neighbour: 'nothing' },
  getHouseholdInvitation: {
    input: () => ({ body: { token: `hi_${'a'.repeat(43)}` } }),
    neighbour: 'household_invitation_ended',
  },
  acceptHouseholdInvitation: {
    input: () => ({ body: { token: `hi_${'a'.repeat(43)}` } }),
    neighbour: 'household_invitation_ended',
  },
  listSharedCameras: { input: () => ({}), neighbour: 'nothing' },
  leaveHousehold: { input: () => ({ params: { id: 'hm' } }), neighbour: 'not_found' },
};

/** Another device of the same owner's region, which may know the event's id and the grant's nonce. */
export const devicesRules: Rules<typeof device, 'other'> = {
  pairDevice: {
    input: () => ({ body: { token: 'kp_made-up', uuid: 'a'.repeat(20), proof: hash(64), firmware: '2.3.0' } }),
    other: 'pairing_token_invalid',
  },
  getChallenge: { input: () => ({ body: { deviceId: 'a'.repeat(22) } }), other: 'nothing' }, // says nothing of who exists
  getToken: {
    input: ({ unit }) => ({ body: { deviceId: unit.deviceId, challenge: 'made up', proof: hash(64) } }),
    other: 'challenge_expired',
  },
  getRecordingGrant: { input: () => ({}), other: 'nothing' },
  getFirmwareOffer: { input: () => ({ query: { firmware: '1.0' } }), other: 'nothing' },
  reportFirmware: {
    input: ({ releaseId }) => ({ body: { releaseId, attempt: 1, report: 'installed', firmware: '9.0' } }),
    other: 'not_found',
  },
  openEvent: {
    input: ({ running }) => ({
      body: {
        deviceEventId: 'intruder',
        type: 'motion',
        startedAt: new Date().toISOString(),
        ageMs: 0,
        declaration: { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' },
        firmware: '2.3.0',
        nonce: running.nonce,
      },
    }),
    other: 'no_grant',
  },
  declareObject: { input: (cast) => ({ params: eventOf(cast), body: object }), other: 'event_unknown' },
  commitObject: { input: (cast) => ({ params: { ...eventOf(cast), n: 0 }, body: {} }), other: 'event_unknown' },
  closeEvent: {
    input: (cast) => ({ params: eventOf(cast), body: { objects: 1, durationMs: 1, firmware: '2.3.0' } }),
    other: 'event_unknown',
  },
};

/** How the planes' operations name what is somebody's: only a plane may. */
export const regionPlaneInputs: { [K in keyof typeof regionPlane]: (cast: Cast) => Input<(typeof regionPlane)[K]> } = {
  isThere: () => ({}),
  countArrivals: ({ pid }) => ({ body: { pid } }),
  countUploads: ({ pid, releaseId }) => ({ body: { pid, releaseId } }),
  countUpdates: ({ pid }) => ({ body: { pid } }),
  handOver: ({ unit }) => ({ body: { deviceId: unit.deviceId, code: 'x' } }),
  findDevice: ({ unit }) => ({ body: { deviceId: unit.deviceId, ping: false } }),
  startRun: (cast) => ({
    ...run(cast),
    body: {
      deviceId: cast.unit.deviceId,
      pid: cast.pid,
      pairedAt: new Date().toISOString(),
      accountId: cast.maker.accountId,
      accountName: 'x',
    },
  }),
  endRun: ({ running }) => ({ params: { applicationId: running.applicationId }, body: { reason: 'failed' } }),
  repeatPreflight: ({ running }) => ({ params: { applicationId: running.applicationId } }),
  getRunFootage: (cast) => ({ ...run(cast), query: { opener: Opener.parse('s-made-up') } }),
  publishProduct: ({ pid }) => ({
    params: { pid },
    body: {
      pid,
      version: 99,
      name: 'x',
      activated: false,
      lowestFirmware: null,
      stage: 'debug',
      onSale: false,
      planIds: null,
    },
  }),
  putLicences: ({ pid }) => ({ body: { licences: [{ uuid: 'b'.repeat(20), pid, authKey: 'known to me' }] } }),
  listProductDevices: ({ pid, maker }) => ({ body: { pids: [pid], accountId: maker.accountId } }),
  getMakerDevice: ({ unit, maker }) => ({ body: { deviceId: unit.deviceId, accountId: maker.accountId } }),
  getDeviceLog: ({ unit, maker }) => ({
    body: { deviceId: unit.deviceId, accountId: maker.accountId, accountName: 'x' },
  }),
  redeemSupportCode: ({ unit, maker }) => ({
    body: { deviceId: unit.deviceId, accountId: maker.accountId, accountName: 'x', code: 'ABCD-EFGH-JKMN' },
  }),
  countFirmware: ({ pid }) => ({ body: { pid } }),
  redeemTesterCode: ({ usedCode, maker }) => ({
    body: { code: usedCode, accountId: maker.accountId, accountName: 'x' },
  }),
  removeTesterLink: ({ linkId, maker }) => ({ body: { linkId, accountId: maker.accountId } }),
  endPairing: ({ unit }) => ({ body: { deviceId: unit.deviceId } }),
  renewClaims: () => ({}),
  startConformance: ({ unit, maker, pid, conformanceId }) => ({
    params: { conformanceId },
    body: { deviceId: unit.deviceId, pid, accountId: maker.accountId as never, items: ['motion-off'] },
  }),
  endConformance: ({ conformanceId }) => ({ params: { conformanceId } }),
  startSoak: ({ unit, maker, pid, soakId }) => ({
    params: { soakId },
    body: { deviceId: unit.deviceId, pid, accountId: maker.accountId as never },
  }),
  endSoak: ({ soakId }) => ({ params: { soakId } }),
  enableMotionDetection: ({ unit, maker }) => ({ body: { deviceId: unit.deviceId, accountId: maker.accountId } }),
};
export const controlPlaneInputs: { [K in keyof typeof controlPlane]: (cast: Cast) => Input<(typeof controlPlane)[K]> } =
  {
    isControlThere: () => ({}),
    getImagePart: ({ releaseId }) => ({ body: { releaseId, n: 0 } }),
    settleClaims: ({ unit }) => ({
      body: { region: 'cn', released: [{ uuid: 'b'.repeat(20), deviceId: unit.deviceId }], claims: [] },
    }),
    findOpener: () => ({ params: { opener: Opener.parse('s-made-up') } }),
    sendAgain: () => ({ body: { region: 'cn' } }),
    findLicence: () => ({ params: { uuid: Uuid.parse('b'.repeat(20)) } }),
    reportRun: (cast) => ({
      ...run(cast),
      body: { region: 'cn', reports: [{ seq: 999, report: { type: 'footage', state: 'visible' } }] },
    }),
    reportRuns: (cast) => ({
      body: {
        region: 'cn',
        runs: [{ ...run(cast).params, reports: [{ seq: 999, report: { type: 'footage', state: 'visible' } }] }],
      },
    }),
    reportConformance: ({ conformanceId }) => ({
      params: { conformanceId },
      body: { region: 'cn', reports: [{ seq: 1, report: { type: 'ended', problem: null } }] },
    }),
    reportSoak: ({ soakId }) => ({
      params: { soakId },
      body: { region: 'cn', reports: [{ seq: 1, report: { type: 'ended', problem: null } }] },
    }),
  };

export const regionSalesInputs: { [K in keyof typeof regionSales]: (cast: Cast) => Input<(typeof regionSales)[K]> } = {
  publishCatalogue: () => ({
    body: {
      version: 2_000_000,
      plans: [],
      defaults: [],
      contact: { name: 'me', phone: '', email: '', note: '' },
    },
  }),
  refundOrder: (cast) => ({
    ...ordered(cast),
    body: { refundId: `rf${hash(18)}`, amount: { amount: 1, currency: 'CNY' }, reason: '' },
  }),
  changeContactRequest: ({ purchase: { requestId } }) => ({ params: { requestId }, body: { state: 'closed' } }),
  findOwners: () => ({ body: { search: '', limit: 9, after: null } }),
  createResetLink: ({ owner }) => ({ body: { login: owner.login } }),
  suspendOwner: () => ({ params: { ownerId: hash(20) }, body: { suspended: true, reason: 'x' } }),
  getHealth: () => ({}),
  getKeyRings: () => ({}),
  rewrapSecrets: () => ({}),
  reconcileFootage: () => ({}),
};

const UNIT = 'a'.repeat(20);
const ORDER = `or${'0'.repeat(18)}`;
export const controlClaimsInputs: {
  [K in keyof typeof controlClaims]: (cast: Cast) => Input<(typeof controlClaims)[K]>;
} = {
  claimTrial: ({ pid }) => ({ params: { uuid: UNIT }, body: { region: 'cn', orderId: ORDER, pid } }),
  findTrial: ({ pid }) => ({ params: { uuid: UNIT }, query: { pid } }),
  holdCoupon: ({ pid }) => ({
    body: {
      region: 'cn',
      orderId: ORDER,
      code: 'GUESSED',
      pid,
      listPrice: { amount: 100, currency: 'CNY' },
      trial: false,
    },
  }),
};

export const controlReportsInputs: {
  [K in keyof typeof controlReports]: (cast: Cast) => Input<(typeof controlReports)[K]>;
} = {
  reportSales: () => ({
    body: { region: 'cn', reports: [{ seq: 999, report: { type: 'order.closed', orderId: ORDER, uuid: UNIT } }] },
  }),
};

export type Door = { name: string; path: string; contract: Contract; input: (cast: Cast) => object };
const doorsOf = <C extends Contract>(path: string, contract: C, inputs: Record<keyof C, (cast: Cast) => object>) =>
  Object.keys(contract).map((name): Door => ({ name, path, contract, input: inputs[name as keyof C] }));
const inputsOf = <C extends Contract>(rules: Rules<C, never>) =>
  Object.fromEntries(Object.entries(rules).map(([name, { input }]) => [name, input])) as Record<
    keyof C,
    (cast: Cast) => object
  >;

export const owners = doorsOf('/cn', app, inputsOf(ownersRules));
export const devices = doorsOf('/cn', device, inputsOf(devicesRules));
export const planes = [
  ...doorsOf('/cn', regionPlane, regionPlaneInputs),
  ...doorsOf('/cn', regionSales, regionSalesInputs),
  ...doorsOf('', controlPlane, controlPlaneInputs),
  ...doorsOf('', controlReports, controlReportsInputs),
  ...doorsOf('', controlClaims, controlClaimsInputs),
];
