// Every operation of the console's API: how it names what is the account's, and what everybody else gets.
import { type control, days } from '@kaitong/contract';
import { CREATED_PASSKEY, type Rules, USED_PASSKEY } from './call.ts';
import type { Cast } from './cast.ts';
import {
  accountsList,
  accountsOwn,
  all,
  type Column,
  changedByNobody,
  listedForRoles,
  ofTheCaller,
  seenByBuilders,
  seenByDevelopers,
  seenByRoles,
  testersOnly,
  type Who,
} from './columns.ts';

const agreement = () => ({ params: { serviceId: 'video-cloud-storage' as const, version: '2019-04-10' } });
const TEXT = { title: 'x', chapters: [{ title: 'x', paragraphs: ['x'] }] };
const id = ({ application }: Cast) => ({ params: { id: application.id } });
const pid = (cast: Cast) => ({ params: { pid: cast.pid } });
/** Of a product that nobody else has a role on. */
const ownPid = ({ running }: Cast) => ({ params: { pid: running.unit.pid } });

const unsigned = (of: string) => ({
  manifest: { pid: of, version: '9.0', bytes: 1, sha256: '0'.repeat(64), takesBack: null },
  signature: '0'.repeat(128),
  notes: { 'zh-CN': 'x', en: 'x' },
});

const WAIVED = { subject: { kind: 'finding' as const, code: 'enc.none' as const }, reason: 'x', days: 1 };
const terminal = () => ({ params: { userCode: 'BCDF-GHJK' } });
const terminalCode: Column = { ...all('terminal_code_invalid'), member: 'not_allowed' };
const webhook = ({ webhookId }: Cast) => ({ params: { id: webhookId } });

const operatorsOnly = all('not_allowed');

export const rules: Rules<typeof control, Who> = {
  register: {
    input: ({ maker }) => ({ body: { login: maker.login, password: 'long enough, but not it', accountName: 'x' } }),
    ...all('account_exists'),
  },
  signIn: {
    input: ({ maker }) => ({ body: { login: maker.login, password: 'a password of somebody else' } }),
    ...all('sign_in_failed'),
  },
  signOut: { input: () => ({}), ...all('nothing') },
  setUp: {
    input: () => ({ body: { token: 'made up', login: 'intruder@example.com', password: 'long enough' } }),
    ...all('setup_link_invalid'),
  },
  getInstallation: { input: () => ({}), ...all('nothing') },
  removeDemonstration: { input: () => ({ query: {} }), ...changedByNobody }, // none of them is a demonstration's
  getAuthority: { input: () => ({}), ...all('nothing') },
  getSession: { input: () => ({}), ...accountsList },
  requestPasswordReset: { input: ({ maker }) => ({ body: { login: maker.login } }), ...all('nothing') },
  resetPassword: {
    input: () => ({ body: { token: `kr_${'a'.repeat(43)}`, password: 'taken over by me' } }),
    ...all('reset_link_invalid'),
  },
  changePassword: {
    input: () => ({ body: { current: 'correct horse battery', next: 'taken over by me' } }),
    ...all('sign_in_failed'),
  },
  listSessions: { input: () => ({}), ...all('nothing') }, // a member's are not the account's
  endSession: { input: ({ sessionId }) => ({ params: { id: sessionId } }), ...all('not_found') },
  endOtherSessions: { input: () => ({}), ...all('nothing') },
  getSecondFactor: { input: () => ({}), ...all('nothing') },
  beginSecondFactor: { input: () => ({ body: { password: 'correct horse battery' } }), ...all('sign_in_failed') },
  confirmSecondFactor: { input: () => ({ body: { code: '000000' } }), ...all('second_factor_wrong') },
  renewRecoveryCodes: {
    input: () => ({ body: { password: 'correct horse battery', code: '000000' } }),
    ...all('sign_in_failed'),
  },
  removeSecondFactor: {
    input: () => ({ body: { password: 'correct horse battery', code: '000000' } }),
    ...all('sign_in_failed'),
  },
  // Their own, where there can be any, are tried in server/src/http/control/passkeys.test.ts.
  beginPasskeySignIn: { input: () => ({}), ...all('passkeys_unavailable') },
  signInWithPasskey: { input: () => ({ body: { used: USED_PASSKEY } }), ...all('passkeys_unavailable') },
  signInWithLink: {
    input: () => ({ body: { token: `kl_${'a'.repeat(43)}` } }),
    ...all('sign_in_link_invalid'),
  },
  listPasskeys: { input: () => ({}), ...all('nothing') },
  beginPasskey: { input: () => ({ body: { password: 'correct horse battery' } }), ...all('sign_in_failed') },
  addPasskey: { input: () => ({ body: { name: 'x', created: CREATED_PASSKEY } }), ...all('passkeys_unavailable') },
  removePasskey: {
    input: () => ({ params: { id: 'x' }, body: { password: 'correct horse battery' } }),
    ...all('sign_in_failed'),
  },
  createApiKey: { input: () => ({ body: { name: 'x' } }), ...ofTheCaller },
  listApiKeys: { input: () => ({ query: {} }), ...accountsList },
  revokeApiKey: { input: ({ keyId }) => ({ params: { id: keyId } }), ...changedByNobody },
  listMembers: { input: () => ({}), ...accountsList },
  changeMember: {
    input: ({ userId }) => ({ params: { userId }, body: { role: 'viewer' } }),
    ...changedByNobody,
  },
  removeMember: { input: ({ userId }) => ({ params: { userId } }), ...changedByNobody },
  createInvitation: {
    input: (cast) => ({ body: { pids: [cast.pid], login: cast.strangersLogin, role: 'administrator' } }),
    ...all('not_allowed'),
    stranger: 'not_found',
  },
  listInvitations: {
    input: () => ({ query: {} }),
    marks: ({ invitationId }) => [invitationId],
    ...all('nothing'),
    member: 'not_allowed',
  },
  withdrawInvitation: { input: ({ invitationId }) => ({ params: { id: invitationId } }), ...changedByNobody },
  readInvitation: { input: () => ({ body: { token: 'ki_made_up' } }), ...all('invitation_invalid') },
  // Whoever has the link of somebody else's invitation.
  acceptInvitation: { input: ({ invitation }) => ({ body: { token: invitation } }), ...all('invitation_not_yours') },
  chooseSpace: {
    input: ({ maker }) => ({ body: { accountId: maker.accountId } }),
    ...all('not_found'),
    member: 'shown',
  },
  getCompany: { input: () => ({}), marks: ({ companyName }) => [companyName], ...accountsList },
  putCompany: {
    input: () => ({
      body: {
        name: 'x',
        contact: { name: '', phone: '', email: '' },
        invoice: { title: '', taxId: '', address: '', bank: '' },
      },
    }),
    ...ofTheCaller,
  },
  listAuthorisations: { input: () => ({ query: {} }), ...listedForRoles },
  revokeAuthorisation: { input: ({ authorisationId }) => ({ params: { id: authorisationId } }), ...changedByNobody },

  beginTerminalLogin: { input: () => ({ body: { name: 'x' } }), ...all('nothing') },
  takeTerminalKey: { input: () => ({ body: { deviceCode: 'made up' } }), ...all('terminal_code_invalid') },
  // Another's code is no secret of an account's: terminals.test.ts.
  getTerminalLogin: { input: terminal, ...terminalCode },
  confirmTerminalLogin: { input: terminal, ...terminalCode },
  denyTerminalLogin: { input: terminal, ...terminalCode },
  revokeOwnKey: { input: () => ({}), ...all('not_allowed') }, // it comes with none
  listNotices: { input: () => ({ query: {} }), ...accountsList },
  readNotices: { input: ({ noticeId }) => ({ body: { until: noticeId } }), ...all('not_found'), member: 'nothing' },
  getMailChoice: { input: () => ({}), ...all('nothing') },
  chooseMail: { input: () => ({ body: { kinds: [], language: 'en' } }), ...all('nothing') },
  listWebhooks: { input: () => ({}), ...accountsList, marks: ({ webhookId }) => [webhookId] },
  createWebhook: { input: () => ({ body: { url: 'https://receiver.invalid/' } }), ...ofTheCaller },
  getWebhook: { input: webhook, ...accountsOwn, marks: ({ webhookId }) => [webhookId] },
  changeWebhook: { input: (cast) => ({ ...webhook(cast), body: { state: 'disabled' } }), ...changedByNobody },
  removeWebhook: { input: webhook, ...changedByNobody },
  rotateWebhookSecret: { input: webhook, ...changedByNobody },
  testWebhook: { input: webhook, ...changedByNobody },
  listDeliveries: {
    input: (cast) => ({ ...webhook(cast), query: {} }),
    ...accountsOwn,
    marks: ({ deliveryId }) => [deliveryId],
  },
  replayDelivery: {
    input: ({ webhookId, deliveryId }) => ({ params: { id: webhookId, deliveryId } }),
    ...changedByNobody,
  },

  listServices: { input: () => ({ query: {} }), ...all('nothing') },
  getAgreement: { input: () => ({ params: { serviceId: 'video-cloud-storage' }, query: {} }), ...all('nothing') },
  createServiceOrder: {
    input: () => ({ body: { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } }),
    ...ofTheCaller,
  },
  listServiceOrders: { input: () => ({ query: {} }), ...accountsList },

  listServiceItems: { input: () => ({ query: {} }), ...listedForRoles },
  getServiceItem: { input: pid, ...seenByRoles },
  listPlans: { input: () => ({}), ...all('nothing') },
  choosePlans: { input: (cast) => ({ ...ownPid(cast), body: { planIds: null } }), ...changedByNobody },
  stopSale: { input: (cast) => ({ ...ownPid(cast), body: {} }), ...changedByNobody },
  resumeSale: { input: ownPid, ...changedByNobody },
  undoActivation: { input: (cast) => ({ ...ownPid(cast), body: { reason: 'x' } }), ...changedByNobody },
  listActivations: { input: (cast) => ({ ...pid(cast), query: {} }), ...seenByRoles },
  releaseProduct: { input: ownPid, ...changedByNobody },
  createCoupon: {
    input: (cast) => ({
      body: {
        name: 'x',
        discount: { percent: 100 },
        pids: [cast.pid],
        validFrom: cast.application.createdAt,
        validUntil: new Date(Date.parse(cast.application.createdAt) + days(30)).toISOString(),
        limit: null,
      },
    }),
    ...all('not_allowed'), // of products of one's own, whatever role another account gave
    stranger: 'not_found',
  },
  listCoupons: { input: () => ({ query: {} }), ...accountsList },
  endCoupon: { input: ({ couponId }) => ({ params: { id: couponId } }), ...changedByNobody },
  createPrepaidRequest: {
    input: () => ({ body: { contactName: 'x', contact: 'x@example.com', message: 'x' } }),
    ...ofTheCaller,
  },
  listPrepaidRequests: { input: () => ({ query: {} }), ...accountsList },

  startConformance: { input: ({ unit }) => ({ body: { deviceId: unit.deviceId } }), ...testersOnly },
  listConformance: {
    input: () => ({ query: {} }),
    marks: ({ conformanceId }) => [conformanceId],
    ...accountsList,
  },
  getConformance: { input: ({ conformanceId }) => ({ params: { id: conformanceId } }), ...accountsOwn },
  cancelConformance: { input: ({ conformanceId }) => ({ params: { id: conformanceId } }), ...changedByNobody },
  startSoak: { input: ({ unit }) => ({ body: { deviceId: unit.deviceId } }), ...testersOnly },
  listSoaks: { input: () => ({ query: {} }), marks: ({ soakId }) => [soakId], ...accountsList },
  getSoak: { input: ({ soakId }) => ({ params: { id: soakId } }), ...accountsOwn },
  endSoak: { input: ({ soakId }) => ({ params: { id: soakId } }), ...changedByNobody },

  createProduct: { input: () => ({ body: { name: 'x' } }), ...ofTheCaller },
  listProducts: { input: () => ({ query: {} }), ...listedForRoles },
  getProduct: { input: pid, ...seenByRoles },
  getProductHome: { input: pid, ...seenByRoles },
  find: { input: (cast) => ({ query: { text: cast.pid } }), ...listedForRoles },
  issueLicences: {
    input: (cast) => ({ ...pid(cast), body: { count: 1 } }),
    stranger: 'not_found',
    viewer: 'not_allowed',
    commerce: 'not_allowed',
    developer: 'nothing',
    administrator: 'nothing',
    member: 'not_allowed',
  },
  revokeLicences: {
    input: (cast) => ({ ...pid(cast), body: { uuids: ['b'.repeat(20)] } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    administrator: 'licence_unknown',
  },
  listLicences: { input: (cast) => ({ ...pid(cast), query: {} }), ...seenByBuilders },
  listDeviceAuthorities: { input: pid, marks: ({ authority }) => [authority], ...seenByBuilders },
  addDeviceAuthority: {
    input: (cast) => ({ ...pid(cast), body: { certificate: 'none' } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    administrator: 'device_authority_refused',
  },
  removeDeviceAuthority: {
    input: (cast) => ({ params: { pid: cast.pid, fingerprint: 'f'.repeat(64) } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    administrator: 'not_found',
  },
  listFirmwareKeys: { input: pid, marks: ({ firmwareKey }) => [firmwareKey], ...seenByBuilders },
  addFirmwareKey: {
    input: (cast) => ({ ...pid(cast), body: { publicKey: 'none' } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    administrator: 'firmware_key_refused',
  },
  removeFirmwareKey: {
    input: (cast) => ({ params: { pid: cast.pid, fingerprint: 'f'.repeat(64) } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    administrator: 'not_found',
  },
  listReleases: { input: pid, marks: ({ releaseId }) => [releaseId], ...seenByBuilders },
  createRelease: {
    input: (cast) => ({ ...pid(cast), body: unsigned(cast.pid) }),
    ...all('not_allowed'),
    stranger: 'not_found',
    ...{ developer: 'release_signature_wrong', administrator: 'release_signature_wrong' },
  },
  moveRelease: {
    input: ({ pid: of, releaseId }) => ({ params: { pid: of, releaseId }, body: { move: 'widen' } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    ...{ developer: 'release_move_refused', administrator: 'release_move_refused' },
  },
  listDevices: { input: (cast) => ({ query: { pid: cast.pid } }), ...seenByBuilders },
  enableMotionDetection: {
    input: ({ unit }) => ({ params: { deviceId: unit.deviceId } }),
    ...all('not_allowed'), // the owner is a tester of one account only
    stranger: 'not_found',
  },
  getDevice: { input: ({ unit }) => ({ params: { deviceId: unit.deviceId } }), ...seenByBuilders },
  getDeviceLog: {
    input: ({ unit }) => ({ params: { deviceId: unit.deviceId }, query: {} }),
    marks: () => ['"whole":true'],
    ...seenByBuilders,
    ...{ viewer: 'nothing', developer: 'nothing', administrator: 'nothing' }, // the owner is a tester of one account only
  },
  redeemSupportCode: {
    input: ({ unit }) => ({ params: { deviceId: unit.deviceId }, body: { code: 'ABCD-EFGH-JKMN' } }),
    ...all('not_allowed'),
    stranger: 'not_found',
    ...{ developer: 'support_code_invalid', administrator: 'support_code_invalid' },
  },
  linkTester: {
    input: ({ usedCode }) => ({ body: { code: usedCode } }),
    ...all('tester_code_invalid'),
    member: 'not_allowed',
  },
  listTesters: { input: () => ({ query: {} }), ...accountsList },
  unlinkTester: { input: ({ testerId }) => ({ params: { id: testerId } }), ...changedByNobody },

  createApplication: {
    input: ({ unit }) => ({ body: { deviceId: unit.deviceId } }),
    stranger: 'pid_not_in_account',
    viewer: 'pid_not_in_account',
    commerce: 'pid_not_in_account',
    developer: 'pid_already_activated', // so it was theirs to try
    administrator: 'pid_already_activated',
    member: 'not_allowed',
  },
  listApplications: {
    input: () => ({ query: {} }),
    marks: ({ application }) => [application.id], // the PID stands beside what an authorised account submitted itself
    ...accountsList,
  },
  getApplication: { input: id, ...accountsOwn },
  cancelApplication: { input: id, ...changedByNobody },
  repeatPreflight: { input: id, ...changedByNobody },
  createBulkActivation: { input: () => ({ body: { deviceIds: ['no device'] } }), ...ofTheCaller },
  listBulkActivations: { input: () => ({ query: {} }), marks: ({ bulkId }) => [bulkId], ...accountsList },
  getBulkActivation: {
    input: ({ bulkId }) => ({ params: { id: bulkId } }),
    marks: ({ bulkId }) => [bulkId],
    ...accountsOwn,
  },
  cancelBulkActivation: { input: ({ bulkId }) => ({ params: { id: bulkId } }), ...changedByNobody },
  compareFindings: { input: id, ...all('not_found'), member: 'nothing' },
  shareFindings: { input: (cast) => ({ ...id(cast), body: {} }), ...changedByNobody },
  listFindingsShares: { input: id, marks: ({ findingsShareId }) => [findingsShareId], ...accountsOwn },
  shareConformance: {
    input: ({ conformanceId }) => ({ params: { id: conformanceId }, body: {} }),
    ...changedByNobody,
  },
  listConformanceShares: {
    input: ({ conformanceId }) => ({ params: { id: conformanceId } }),
    ...all('not_found'),
    member: 'nothing',
  },
  endFindingsShare: { input: ({ findingsShareId }) => ({ params: { id: findingsShareId } }), ...changedByNobody },
  // Whoever holds the address reads it; nobody guesses one.
  getSharedFindings: {
    input: ({ findingsToken }) => ({ params: { token: `${findingsToken.slice(0, -3)}abc` }, query: {} }),
    ...all('findings_share_ended'),
  },
  getCertificate: { input: id, ...all('not_found'), member: 'nothing' },
  getFootage: { input: id, ...all('not_found'), member: 'nothing' },
  listWaivers: { input: pid, ...all('nothing'), stranger: 'not_found', commerce: 'not_allowed' }, // there is none
  getSubmission: { input: pid, ...seenByDevelopers },
  getListing: { input: pid, ...seenByRoles },
  putListing: { input: (cast) => ({ ...ownPid(cast), body: { isListed: true } }), ...changedByNobody },
  // What its maker did not agree to is not found.
  listCertified: { input: ({ pid }) => ({ query: { search: pid } }), ...all('nothing') },
  // Whoever holds a certificate knows its address; nobody guesses one.
  getCertificatePage: {
    input: () => ({ params: { address: 'a'.repeat(64) }, query: {} }),
    ...all('certificate_unknown'),
  },
  getCertificateKeys: { input: () => ({}), ...all('nothing') },

  // Whose the product is, that account's is the money: a role on the product does not show it.
  getBilling: { input: () => ({ query: {} }), marks: ({ sale }) => [String(sale.paid)], ...accountsList },
  listMakerOrders: { input: () => ({ query: {} }), marks: ({ sale }) => [sale.orderId], ...accountsList },
  listStatements: { input: () => ({ query: {} }), marks: ({ sale }) => [sale.statementId], ...accountsList },
  listContracts: { input: () => ({}), marks: ({ sale }) => [sale.agreedAt], ...accountsList },
  getPayoutChannel: { input: () => ({}), marks: ({ sale }) => [sale.payoutHolder], ...accountsList },
  putPayoutChannel: {
    input: () => ({ body: { method: 'paypal', holder: 'x', account: 'me@example.com', bank: null, currency: 'USD' } }),
    ...ofTheCaller,
  },

  listAudit: {
    input: () => ({ query: {} }),
    marks: ({ auditId }) => [`"id":"${auditId}"`],
    ...accountsList,
    member: 'not_allowed',
  },
  listAuditForOperator: { input: () => ({ query: {} }), ...operatorsOnly },

  listLedger: { input: () => ({ query: {} }), ...operatorsOnly },
  getTrialBalance: { input: () => ({}), ...operatorsOnly },
  listOrdersForOperator: { input: () => ({ query: {} }), ...operatorsOnly },
  previewRefund: {
    input: ({ sale }) => ({ params: { orderId: sale.orderId }, query: { amount: 1 } }),
    ...operatorsOnly,
  },
  refundOrderAsOperator: {
    input: ({ sale }) => ({
      params: { orderId: sale.orderId },
      body: { refundId: `rf${'0'.repeat(18)}`, amount: { amount: 1, currency: 'CNY' }, reason: 'x' },
    }),
    ...operatorsOnly,
  },
  listStatementsForOperator: { input: () => ({ query: {} }), ...operatorsOnly },
  getPayoutChannelOfMaker: { input: ({ maker }) => ({ params: { accountId: maker.accountId } }), ...operatorsOnly },
  recordPayout: {
    input: ({ maker }) => ({
      body: { payoutId: 'made-up', accountId: maker.accountId, money: { amount: 1, currency: 'CNY' } },
    }),
    ...operatorsOnly,
  },
  recordCollection: {
    input: () => ({
      body: {
        id: 'made-up',
        provider: 'sandbox',
        money: { amount: 1, currency: 'CNY' },
        fee: { amount: 0, currency: 'CNY' },
      },
    }),
    ...operatorsOnly,
  },
  listTasks: { input: () => ({}), ...operatorsOnly },
  listRegions: { input: () => ({}), ...operatorsOnly },
  getKeyRings: { input: () => ({}), ...operatorsOnly },
  rewrapSecrets: { input: () => ({}), ...operatorsOnly },
  reconcileFootage: { input: () => ({ params: { region: 'cn' } }), ...operatorsOnly },
  changeRegion: { input: () => ({ params: { region: 'cn' }, body: { segmentSeconds: 60 } }), ...operatorsOnly },
  listMakers: { input: () => ({ query: {} }), ...operatorsOnly },
  listOwners: { input: ({ owner }) => ({ query: { search: owner.login } }), ...operatorsOnly },
  createResetLink: { input: ({ maker }) => ({ body: { login: maker.login } }), ...operatorsOnly },
  removeSecondFactorOf: { input: ({ maker }) => ({ body: { login: maker.login, password: 'x' } }), ...operatorsOnly },
  suspendOwner: {
    input: () => ({ params: { region: 'cn', ownerId: 'a'.repeat(20) }, body: { suspended: true, reason: 'x' } }),
    ...operatorsOnly,
  },
  getCertificateRevocations: { input: () => ({}), ...all('nothing') },
  rotateCertificateKey: { input: () => ({}), ...all('not_allowed') },

  listOperatorPlans: { input: () => ({}), ...operatorsOnly },
  createPlan: {
    input: () => ({
      body: {
        kind: 'event',
        retentionDays: 7,
        period: 'month',
        default: false,
        prices: [{ region: 'cn', price: { amount: 1, currency: 'CNY' }, usDollar: null }],
      },
    }),
    ...operatorsOnly,
  },
  changePlan: {
    input: () => ({ params: { planId: 'plevent7month0000000' }, body: { withdrawn: true } }),
    ...operatorsOnly,
  },
  listServiceCatalogue: { input: () => ({}), ...operatorsOnly },
  changeService: {
    input: () => ({ params: { serviceId: 'video-cloud-storage' }, body: { listed: false } }),
    ...operatorsOnly,
  },
  listAgreementVersions: { input: () => ({}), ...operatorsOnly },
  getAgreementVersion: { input: agreement, ...operatorsOnly },
  draftAgreement: {
    input: () => ({
      ...agreement(),
      body: { sharePercent: 100, texts: { 'zh-CN': TEXT, en: TEXT } },
    }),
    ...operatorsOnly,
  },
  publishAgreement: { input: agreement, ...operatorsOnly },
  deleteAgreementDraft: { input: agreement, ...operatorsOnly },
  listContactRequestsForOperator: { input: () => ({ query: {} }), ...operatorsOnly },
  changeContactRequest: {
    input: ({ prepaidRequestId }) => ({ params: { id: prepaidRequestId }, body: { state: 'closed' } }),
    ...operatorsOnly,
  },
  getContact: { input: () => ({}), ...operatorsOnly },
  putContact: { input: () => ({ body: { name: 'x', phone: '', email: '', note: '' } }), ...operatorsOnly },
  listActivatedProducts: { input: () => ({ query: {} }), ...operatorsOnly },
  suspendSale: { input: (cast) => ({ ...pid(cast), body: { reason: 'x' } }), ...operatorsOnly },
  liftSuspension: { input: pid, ...operatorsOnly },
  getWaiversOf: { input: pid, ...operatorsOnly },
  giveWaiver: { input: (cast) => ({ ...pid(cast), body: WAIVED }), ...operatorsOnly },
  withdrawWaiver: { input: () => ({ params: { id: 'wv000000000000000000' } }), ...operatorsOnly },
};

/** Lists where a cursor or a search could reach into somebody else's rows. */
export const reachingIn: Partial<Record<keyof typeof control, (cast: Cast) => object>> = {
  listApiKeys: ({ keyId }) => ({ query: { cursor: keyId } }),
  listNotices: ({ noticeId }) => ({ query: { cursor: noticeId } }),
  listInvitations: ({ invitationId }) => ({ query: { cursor: invitationId } }),
  listAuthorisations: ({ authorisationId }) => ({ query: { cursor: authorisationId } }),
  listServiceOrders: ({ orderId }) => ({ query: { cursor: orderId } }),
  listServiceItems: (cast) => ({ query: { cursor: cast.pid } }),
  listCoupons: ({ couponId }) => ({ query: { cursor: couponId } }),
  listPrepaidRequests: ({ prepaidRequestId }) => ({ query: { cursor: prepaidRequestId } }),
  listProducts: (cast) => ({ query: { cursor: cast.pid } }),
  listTesters: ({ testerId }) => ({ query: { cursor: testerId } }),
  listMakerOrders: ({ sale }) => ({ query: { cursor: sale.orderId } }),
  listStatements: ({ sale }) => ({ query: { cursor: sale.statementId } }),
  listAudit: ({ auditId }) => ({ query: { cursor: auditId } }),
  listApplications: ({ application }) => ({ query: { cursor: application.id } }),
};
