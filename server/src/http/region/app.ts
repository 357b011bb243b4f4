import { type app, isRefusal, OwnerId, type Refusal, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { addAlarmPhone, removeAlarmPhone } from '../../region/alarms/phones.ts';
import { changeAlarms, changeCameraAlarms, showAlarms } from '../../region/alarms/show-alarms.ts';
import type { RegionContext } from '../../region/context.ts';
import { createHandOverCode, withdrawHandOverCode } from '../../region/devices/hand-over.ts';
import { changeSettings, getDevice, listDevices, updateDevice } from '../../region/devices/owner-devices.ts';
import { createPairingToken } from '../../region/devices/pairing-token.ts';
import { createSupportCode, endSupport, getSupport } from '../../region/devices/support.ts';
import { installFirmware } from '../../region/firmware/install.ts';
import { getDeviceFirmware } from '../../region/firmware/show-update.ts';
import { deleteAccount, getDeletionReceipt } from '../../region/leaving/delete-account.ts';
import { removeDevice } from '../../region/leaving/remove-device.ts';
import { listNotices } from '../../region/news/notices.ts';
import { findLeaving } from '../../region/owners/leaving-owners.ts';
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  removePasskey,
  signInWithPasskey,
} from '../../region/owners/passkeys.ts';
import { resetPassword } from '../../region/owners/reset-password.ts';
import { changePassword, endOtherSessions, endSession, listSessions } from '../../region/owners/sessions.ts';
import { getOwner, signIn, signOut, signUp } from '../../region/owners/sign-in.ts';
import { signInWithLink } from '../../region/owners/sign-in-link.ts';
import { createTesterCode } from '../../region/owners/tester-code.ts';
import { listTesterLinks, removeTesterLink } from '../../region/owners/tester-links.ts';
import { takeCall } from '../../region/quotas/take-quota.ts';
import { requestReset } from '../../sign-in/request-reset.ts';
import type { Handlers } from '../kit/mount.ts';
import type { CallRequest } from '../kit/request.ts';
import { footageHandlers } from './footage.ts';
import { behindGate, householdHandlers } from './household.ts';
import { ingestHandlers } from './ingest.ts';
import { purchaseHandlers } from './purchases.ts';

export const appHandlers = (context: RegionContext): Handlers<typeof app> =>
  behindGate(context, {
    signUp: (_caller, input, request) => signUp(context, input, request),
    signIn: (_caller, input, request) => signIn(context, input, request),
    signOut: (_caller, _input, request) => signOut(context, request),
    getOwner: (caller) => getOwner(context, caller),
    changePassword: (caller, input, request) => changePassword(context, caller, input, request),
    requestPasswordReset: (_caller, { body }, request) => requestReset(context, body.login, request),
    resetPassword: (_caller, input, request) => resetPassword(context, input, request),
    deleteAccount: (caller, input, request) => deleteAccount(context, caller, input, request),
    getDeletionReceipt: (_caller, input) => getDeletionReceipt(context, input),
    listSessions: (caller) => listSessions(context, caller),
    endSession: (caller, input) => endSession(context, caller, input),
    endOtherSessions: (caller) => endOtherSessions(context, caller),
    beginPasskeySignIn: (_caller, _input, request) => context.signIn.beginPasskeySignIn(request),
    signInWithPasskey: (_caller, input, request) => signInWithPasskey(context, input, request),
    signInWithLink: (_caller, input, request) => signInWithLink(context, input, request),
    listPasskeys: (caller) => listPasskeys(context, caller),
    beginPasskey: (caller, input, request) => beginPasskey(context, caller, input, request),
    addPasskey: (caller, input, request) => addPasskey(context, caller, input, request),
    removePasskey: (caller, input, request) => removePasskey(context, caller, input, request),
    createPairingToken: (caller, input) => createPairingToken(context, caller, input),
    listDevices: (caller, input) => listDevices(context, caller, input),
    getDevice: (caller, input) => getDevice(context, caller, input),
    updateDevice: (caller, input) => updateDevice(context, caller, input),
    changeSettings: (caller, input) => changeSettings(context, caller, input),
    getDeviceFirmware: (caller, input) => getDeviceFirmware(context, caller, input),
    installFirmware: (caller, input) => installFirmware(context, caller, input),
    removeDevice: (caller, input) => removeDevice(context, caller, input),
    createHandOverCode: (caller, input) => createHandOverCode(context, caller, input),
    withdrawHandOverCode: (caller, input) => withdrawHandOverCode(context, caller, input),
    createSupportCode: (caller, input) => createSupportCode(context, caller, input),
    endSupport: (caller, input) => endSupport(context, caller, input),
    getSupport: (caller, input) => getSupport(context, caller, input),
    createTesterCode: (caller) => createTesterCode(context, caller),
    listTesterLinks: (caller) => listTesterLinks(context, caller),
    removeTesterLink: (caller, input) => removeTesterLink(context, caller, input),
    listNotices: (caller, input) => listNotices(context, caller, input),
    getAlarms: (caller) => showAlarms(context, caller),
    changeAlarms: (caller, input) => changeAlarms(context, caller, input),
    changeCameraAlarms: (caller, input) => changeCameraAlarms(context, caller, input),
    addAlarmPhone: (caller, input, request) =>
      addAlarmPhone(context, caller, input, request.header('user-agent') ?? null),
    removeAlarmPhone: (caller, input) => removeAlarmPhone(context, caller, input),
    ...purchaseHandlers(context),
    ...footageHandlers(context),
    ...ingestHandlers(context),
    ...householdHandlers(context),
  });

/** Who is signed in at this region's app; whoever's account is being deleted is not any more. */
export async function findOwner(context: RegionContext, request: CallRequest): Promise<OwnerCaller | Refusal> {
  const owner = await findSignedIn(context, request);
  return !isRefusal(owner) && (await findLeaving(context.db, owner.ownerId)) ? refusal('not_signed_in') : owner;
}

/** For those who may be leaving and ask for it again. */
export async function findSignedIn(context: RegionContext, request: CallRequest): Promise<OwnerCaller | Refusal> {
  const session = await context.signIn.getSession(request);
  if (isRefusal(session)) return session;
  const ownerId = OwnerId.parse(session.user.id);
  return (await takeCall(context, { ownerId })) ?? { ownerId, sessionId: session.sessionId };
}
