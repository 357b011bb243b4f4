import type { HouseholdRight } from './household-right.ts';
import type { app } from './index.ts';

/**
 * What an operation is to somebody of a household, on a camera that is another owner's:
 * `self`: it names no camera, and is about the caller's own account; `owner`: it is for the camera's owner alone;
 * a right: who has it does it in the owner's stead; `any`: so does whoever has one of them;
 * `self-watch`: it is about the caller's own account, and asks whether they may watch the camera.
 */
export type HouseholdLine = 'self' | 'owner' | 'any' | 'self-watch' | HouseholdRight;

export type OwnerOperation = {
  [Name in keyof typeof app]: (typeof app)[Name]['caller'] extends 'owner' ? Name : never;
}[keyof typeof app];

/** What members may do, all of it: an operation without a line does not compile. */
export const householdTable: Readonly<Record<OwnerOperation, HouseholdLine>> = {
  // How one signs in, and the account.
  getOwner: 'self',
  deleteAccount: 'self',
  changePassword: 'self',
  listSessions: 'self',
  endSession: 'self',
  endOtherSessions: 'self',
  listPasskeys: 'self',
  beginPasskey: 'self',
  addPasskey: 'self',
  removePasskey: 'self',
  createTesterCode: 'self',
  listTesterLinks: 'self',
  removeTesterLink: 'self',
  listNotices: 'self',
  getExportSize: 'self',
  createExport: 'self',

  createPairingToken: 'self',
  listDevices: 'self',
  getDevice: 'any',
  updateDevice: 'manage', // the name; what makers see is the owner's
  changeSettings: 'manage',
  getDeviceFirmware: 'any',
  installFirmware: 'manage',
  removeDevice: 'owner',
  createHandOverCode: 'owner',
  withdrawHandOverCode: 'owner',
  createSupportCode: 'owner',
  endSupport: 'owner',
  getSupport: 'owner',
  createPushDevice: 'self',
  createIngestToken: 'owner',
  listIngestTokens: 'owner',
  revokeIngestToken: 'owner',

  getCalendar: 'watch',
  getTimeline: 'watch',
  getFilmstrip: 'watch',
  listEvents: 'watch',
  listNewestEvents: 'self', // own cameras and those that may be watched
  listLastPictures: 'self',
  getEvent: 'watch',
  markEventsRead: 'manage', // what the owner has not seen stays unseen
  markFavourites: 'manage',
  changeNote: 'manage',
  keepEvents: 'manage', // what takes no camera's footage away; deleting it is its owner's
  getKept: 'manage',
  deleteEvent: 'owner',
  deleteEvents: 'owner',
  deleteFootage: 'owner',
  createPlayback: 'watch',
  endPlayback: 'self',
  createDownload: 'watch',
  getCut: 'watch',
  createCutDownload: 'watch',
  listDownloads: 'self',
  endDownload: 'self',
  createShare: 'manage', // strangers see it
  createCutShare: 'manage',
  listShares: 'self',
  revokeShare: 'self',
  changeShare: 'self',

  getAlarms: 'self',
  changeAlarms: 'self',
  changeCameraAlarms: 'self-watch',
  addAlarmPhone: 'self',
  removeAlarmPhone: 'self',

  listOffers: 'pay',
  quoteOrder: 'pay',
  createOrder: 'pay',
  listOrders: 'pay',
  getOrder: 'pay',
  cancelOrder: 'pay',
  refundOrder: 'owner', // it ends the recording
  getSubscription: 'pay',
  endRenewal: 'owner', // who agreed to it ends it
  createContactRequest: 'owner', // the operator answers the owner
  listContactRequests: 'self',

  getHousehold: 'self',
  createHouseholdInvitation: 'self',
  withdrawHouseholdInvitation: 'self',
  changeHouseholdMember: 'self',
  removeHouseholdMember: 'self',
  listHouseholdViews: 'self',
  getHouseholdInvitation: 'self',
  acceptHouseholdInvitation: 'self',
  listSharedCameras: 'self',
  leaveHousehold: 'self',
};
