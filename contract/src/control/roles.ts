import { z } from 'zod';
import type { control } from './index.ts';

/** What somebody is in an account, and what another account is on a PID that it was given. `commerce` is 运营: it sells. */
export const Role = z.enum(['administrator', 'developer', 'commerce', 'viewer']);
export type Role = z.output<typeof Role>;

/** What an account is to a product: it is its own, or its owner gave the account a role. */
export type Access = 'owner' | Role;

/**
 * Who may call an operation: members of the account by their role, and on products of another account those whose account
 * was given such a role there. Without `given`, it is for what is the account's own.
 */
type Line = { members: readonly Role[]; given?: readonly Role[] };

const ALL: readonly Role[] = ['viewer', 'commerce', 'developer', 'administrator'];
/** What a camera and its keys are made of; whoever sells needs none of it. */
const LOOKING: readonly Role[] = ['viewer', 'developer', 'administrator'];
const SELLING: readonly Role[] = ['commerce', 'developer', 'administrator'];
const DEVELOPING: readonly Role[] = ['developer', 'administrator'];
const RUNNING: readonly Role[] = ['administrator'];

const own = (members: readonly Role[]): Line => ({ members });
const shared = (members: readonly Role[]): Line => ({ members, given: members });

type Names<K extends 'maker' | 'operator'> = {
  [Name in keyof typeof control]: (typeof control)[Name]['caller'] extends K ? Name : never;
}[keyof typeof control];

/** Operations for people with an account. What is no operation of the contract, files for one, goes by the one beside it. */
export type RoledOperation = Names<'maker' | 'operator'> | 'makeBackup' | 'verifyBackup';

/** Who may do what, all of it: the server asks here before anything else, and screens ask here what to show. */
export const roleTable: Readonly<Record<RoledOperation, Line>> = {
  // How one signs in is everybody's own.
  getSession: own(ALL),
  changePassword: own(ALL),
  listSessions: own(ALL),
  endSession: own(ALL),
  endOtherSessions: own(ALL),
  getSecondFactor: own(ALL),
  beginSecondFactor: own(ALL),
  confirmSecondFactor: own(ALL),
  renewRecoveryCodes: own(ALL),
  removeSecondFactor: own(ALL),
  listPasskeys: own(ALL),
  beginPasskey: own(ALL),
  addPasskey: own(ALL),
  removePasskey: own(ALL),
  getInstallation: own(ALL),
  removeDemonstration: own(RUNNING), // as one of the demonstration's own logins

  createApiKey: own(DEVELOPING),
  listApiKeys: own(LOOKING),
  revokeApiKey: own(ALL), // one's own; administrators everybody's
  listMembers: own(ALL),
  changeMember: own(RUNNING),
  removeMember: own(ALL), // oneself; administrators everybody
  createInvitation: own(RUNNING),
  listInvitations: own(RUNNING),
  withdrawInvitation: own(RUNNING),
  acceptInvitation: own(ALL), // a role on products is accepted by administrators
  chooseSpace: own(ALL),
  getCompany: own(ALL),
  putCompany: own(RUNNING),
  listAuthorisations: own(ALL),
  revokeAuthorisation: own(RUNNING),
  listAudit: own(RUNNING),
  getTerminalLogin: own(DEVELOPING),
  confirmTerminalLogin: own(DEVELOPING),
  denyTerminalLogin: own(DEVELOPING),
  revokeOwnKey: own(ALL),
  listNotices: own(ALL),
  readNotices: own(ALL),
  getMailChoice: own(ALL),
  chooseMail: own(ALL),
  listWebhooks: own(LOOKING),
  getWebhook: own(LOOKING),
  createWebhook: own(DEVELOPING),
  changeWebhook: own(DEVELOPING),
  removeWebhook: own(DEVELOPING),
  rotateWebhookSecret: own(DEVELOPING),
  testWebhook: own(DEVELOPING),
  listDeliveries: own(LOOKING),
  replayDelivery: own(DEVELOPING),

  listServices: own(ALL),
  getAgreement: own(ALL),
  createServiceOrder: own(RUNNING),
  listServiceOrders: own(ALL),

  createProduct: own(DEVELOPING),
  listProducts: shared(ALL),
  getProduct: shared(ALL),
  getProductHome: shared(ALL), // of its parts, those that the role may read
  find: shared(ALL), // so are its finds
  issueLicences: shared(DEVELOPING),
  listLicences: shared(LOOKING),
  revokeLicences: shared(RUNNING),
  listDeviceAuthorities: shared(LOOKING),
  addDeviceAuthority: shared(RUNNING),
  removeDeviceAuthority: shared(RUNNING),
  listFirmwareKeys: shared(LOOKING),
  addFirmwareKey: shared(RUNNING), // whoever adds one decides what cameras run
  removeFirmwareKey: shared(RUNNING),
  listReleases: shared(LOOKING),
  createRelease: shared(DEVELOPING), // its image goes by this too
  moveRelease: shared(DEVELOPING),
  listDevices: shared(LOOKING),
  enableMotionDetection: shared(DEVELOPING),
  getDevice: shared(LOOKING),
  getDeviceLog: shared(LOOKING),
  redeemSupportCode: shared(DEVELOPING),
  linkTester: own(DEVELOPING),
  listTesters: own(LOOKING),
  unlinkTester: own(DEVELOPING),

  createApplication: shared(DEVELOPING),
  listApplications: own(LOOKING),
  getApplication: own(LOOKING),
  cancelApplication: own(DEVELOPING),
  repeatPreflight: own(DEVELOPING),
  getFootage: own(LOOKING),
  createBulkActivation: own(DEVELOPING), // each sample of it goes by createApplication
  listBulkActivations: own(LOOKING),
  getBulkActivation: own(LOOKING), // as JUnit too
  cancelBulkActivation: own(DEVELOPING),
  compareFindings: own(LOOKING),
  shareFindings: own(DEVELOPING),
  listFindingsShares: own(LOOKING),
  shareConformance: own(DEVELOPING),
  listConformanceShares: own(LOOKING),
  endFindingsShare: own(DEVELOPING),
  getCertificate: own(LOOKING),
  getListing: shared(ALL),
  putListing: own(SELLING), // it names the company that owns the product
  getSubmission: shared(DEVELOPING), // the package itself goes by this too
  listWaivers: shared(LOOKING),
  startConformance: shared(DEVELOPING),
  listConformance: own(LOOKING),
  getConformance: own(LOOKING),
  cancelConformance: own(DEVELOPING),
  startSoak: shared(DEVELOPING),
  listSoaks: own(LOOKING),
  getSoak: own(LOOKING),
  endSoak: own(DEVELOPING),

  listServiceItems: shared(ALL),
  getServiceItem: shared(ALL),
  listPlans: own(ALL),
  choosePlans: shared(SELLING),
  stopSale: shared(SELLING),
  resumeSale: shared(SELLING),
  releaseProduct: shared(SELLING),
  undoActivation: shared(DEVELOPING),
  listActivations: shared(ALL),
  createCoupon: own(SELLING),
  listCoupons: own(ALL),
  endCoupon: own(SELLING),
  createPrepaidRequest: own(SELLING),
  listPrepaidRequests: own(ALL),
  getBilling: own(ALL),
  listMakerOrders: own(ALL),
  listStatements: own(ALL),
  listContracts: own(ALL),
  getPayoutChannel: own(ALL),
  putPayoutChannel: own(RUNNING),

  // Those who run the platform: all of them look, administrators act.
  rotateCertificateKey: own(RUNNING),
  listRegions: own(ALL),
  reconcileFootage: own(RUNNING),
  changeRegion: own(RUNNING),
  getKeyRings: own(RUNNING),
  rewrapSecrets: own(RUNNING),
  makeBackup: own(RUNNING),
  verifyBackup: own(RUNNING),
  listMakers: own(ALL),
  listOwners: own(ALL),
  createResetLink: own(RUNNING),
  removeSecondFactorOf: own(RUNNING),
  suspendOwner: own(RUNNING),
  listLedger: own(ALL),
  getTrialBalance: own(ALL),
  listOrdersForOperator: own(ALL),
  previewRefund: own(ALL),
  refundOrderAsOperator: own(RUNNING),
  listStatementsForOperator: own(ALL),
  getPayoutChannelOfMaker: own(RUNNING),
  recordPayout: own(RUNNING),
  recordCollection: own(RUNNING),
  listOperatorPlans: own(ALL),
  createPlan: own(RUNNING),
  changePlan: own(RUNNING),
  listServiceCatalogue: own(ALL),
  changeService: own(RUNNING),
  listAgreementVersions: own(ALL),
  getAgreementVersion: own(ALL),
  draftAgreement: own(RUNNING),
  publishAgreement: own(RUNNING),
  deleteAgreementDraft: own(RUNNING),
  listContactRequestsForOperator: own(ALL),
  changeContactRequest: own(RUNNING),
  getContact: own(ALL),
  putContact: own(RUNNING),
  listActivatedProducts: own(ALL),
  suspendSale: own(RUNNING),
  liftSuspension: own(RUNNING),
  getWaiversOf: own(ALL),
  giveWaiver: own(RUNNING),
  withdrawWaiver: own(RUNNING),
  listAuditForOperator: own(ALL),
  listTasks: own(ALL),
};

/** Whether a member with this role may call it at all. What has no line in the table, nobody may. */
export function mayCall(operation: string, role: Role): boolean {
  return Object.hasOwn(roleTable, operation) && roleTable[operation as RoledOperation].members.includes(role);
}

/** With which roles on a product of another account one may do this there. */
export const rolesGiven = (operation: RoledOperation): readonly Role[] => roleTable[operation].given ?? [];

/** Whether what an account is to a product lets its members do this there, if their own role does. */
export const mayOn = (operation: RoledOperation, access: Access): boolean =>
  access === 'owner' || rolesGiven(operation).includes(access);
