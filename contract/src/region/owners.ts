import { z } from 'zod';
import { MotionDetection, Presence } from '../control/products.ts';
import { DeviceId, FirmwareVersion, Instant, OwnerId, Pid, Region } from '../ids.ts';
import { op, page, pageQuery, wholePageQuery } from '../kit/op.ts';
import { LoginSessions } from '../login-session.ts';
import { Money } from '../money.ts';
import { passkeySignInTo, passkeysOf } from '../passkeys.ts';
import { Login, requestPasswordReset } from '../password-reset.ts';
import { Refusal } from '../problems/problem.ts';
import { linkSignInTo } from '../sign-in-link.ts';
import { DeviceKind } from './device-kind.ts';
import { HouseholdRight } from './household-right.ts';

const Owner = z
  .object({
    id: OwnerId,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    region: Region,
    /** When somebody tried many wrong passwords, if it was within a week. Nothing is locked by it. */
    triedAt: Instant.nullable(),
    /** When the password was set by a link, if it was within a week. */
    resetAt: Instant.nullable(),
    /** By the operator: nothing is recorded and nothing can be bought until it is lifted. */
    suspended: z.object({ at: Instant, reason: z.string() }).nullable(),
  })
  .meta({ id: 'Owner' });

const DeletionReceipt = z
  .object({
    id: z.string(),
    region: Region,
    /** When the account was shut: nobody signs in any more. */
    deletedAt: Instant,
    /** When all was done but the files; null: it goes on by itself, and the counts come with its end. */
    finishedAt: Instant.nullable(),
    devices: z.int(),
    recordings: z.int(),
    bytes: z.int(),
    /** Keys that opened recordings: without them what is encrypted is noise, wherever copies of it are. */
    keys: z.int(),
    /** Out of both copies of the key store; null: there were none. */
    keysErasedAt: Instant.nullable(),
    /** Out of the store; null: on their way. */
    objectsRemovedAt: Instant.nullable(),
    /** For so many days the deletion is done again where an older backup is restored. */
    repeatedFor: z.int(),
  })
  .meta({ id: 'DeletionReceipt' });
export type DeletionReceipt = z.output<typeof DeletionReceipt>;

export const DeviceSettings = z
  .object({ motionDetection: MotionDetection.nullable(), privacyMode: z.boolean() })
  .meta({ id: 'DeviceSettings' });
export type DeviceSettings = z.output<typeof DeviceSettings>;

/** A plan as the entry announces it: what can be bought is a later chapter. */
export const PlanSummary = z
  .object({ kind: z.enum(['event', 'continuous']), retentionDays: z.int(), period: z.enum(['month', 'year']) })
  .meta({ id: 'PlanSummary' });

export const OwnerDevice = z
  .object({
    deviceId: DeviceId,
    kind: DeviceKind,
    name: z.string(),
    /** Of a device that only takes pushes what stands for a product. */
    pid: Pid,
    productName: z.string(),
    /** Of a device that only takes pushes always `offline`: there is nothing to be connected. */
    presence: Presence,
    firmware: FirmwareVersion.nullable(),
    /** Of a device that only takes pushes when the last one came, to the minute. */
    lastSeenAt: Instant.nullable(),
    pairedAt: Instant,
    /** Paired while nobody could say whether the unit is somebody else's; it ends if it is. */
    provisional: z.boolean(),
    /** Its maker revoked its licence: it connects no more. */
    licenceRevoked: z.boolean(),
    /** It is paired no more and keeps its recordings until then; null: it is paired. */
    footageUntil: Instant.nullable(),
    /** A hand-over code of it is good until then. */
    handOverUntil: Instant.nullable(),
    settings: DeviceSettings,
    /** The owner lets the maker see this device's verification footage. */
    verificationFootageAllowed: z.boolean(),
    /** The entry: null while the product is not activated, unless something bought before still runs or can be watched. */
    cloudStorage: z
      .object({
        plans: z.array(PlanSummary),
        olderFirmware: z.boolean(),
        /** `gone` is none again. */
        state: z.enum(['none', 'active', 'expired']),
        /** 有效期至: the end of everything bought; for an expired one when it ended. */
        until: Instant.nullable(),
      })
      .nullable(),
    /** Whose it is, and what the caller may do with it; null: it is the caller's own. */
    sharedBy: z
      .object({
        ownerName: z.string(),
        /** By which the caller leaves. */
        householdId: z.string(),
        rights: z.array(HouseholdRight),
      })
      .nullable(),
  })
  .meta({ id: 'OwnerDevice' });
export type OwnerDevice = z.output<typeof OwnerDevice>;

/** What a notice about money is about: when something happens, what it costs, and what it cost before. */
export const NoticeAbout = z
  .object({ at: Instant, price: Money.nullable(), before: Money.nullable() })
  .meta({ id: 'NoticeAbout' });
export type NoticeAbout = z.output<typeof NoticeAbout>;

const Notice = z
  .object({
    id: z.string(),
    /**
     * `firmware_tested`: a maker verifies new firmware with its next event, within a day. `subscription_expiring`: before everything bought has ended, `about` says when. `renewal_…`: of
     * auto-renewal: its next charge is due, also at a price that rose; it was paid; the provider refused; it has ended by itself; money that was charged beyond it goes back. `pairing_ended`: the camera belongs to
     * another pairing; its recordings stay. `handed_over`: so it does, by a code that its owner gave away. `licence_revoked`: its maker lets it connect no more. `share_paused`: a wrong PIN was typed too often at a link.
     */
    type: z.enum([
      'verified',
      'tested',
      'firmware_tested',
      'subscription_expiring',
      'subscription_expired',
      'renewal_due',
      'renewal_price',
      'renewal_paid',
      'renewal_refused',
      'renewal_ended',
      'renewal_returned',
      'pairing_ended',
      'handed_over',
      'licence_revoked',
      'share_paused',
    ]),
    deviceId: DeviceId,
    deviceName: z.string(),
    about: NoticeAbout.nullable(),
    at: Instant,
    readAt: Instant.nullable(),
  })
  .meta({ id: 'Notice' });
const TesterLink = z.object({ id: z.string(), accountName: z.string(), linkedAt: Instant }).meta({ id: 'TesterLink' });

/** As its owner reads it out: twelve characters in groups of four. */
const HandOverCode = z.string().trim().min(12).max(40);

/** A day in which one account may read a device's log, and who did. */
const Support = z
  .object({
    /** Of the code in force; null: there is none. */
    until: Instant.nullable(),
    /** Who used it; null: nobody yet. */
    accountName: z.string().nullable(),
    /** Makers who read the log, newest first, by hour: for thirty days. */
    looks: z.array(z.object({ accountName: z.string(), firstAt: Instant, lastAt: Instant })),
  })
  .meta({ id: 'Support' });
export type Support = z.output<typeof Support>;

const deviceId = z.object({ deviceId: DeviceId });

/** Server-sent events for the signed-in owner: `{type}` says what to read again. */
export const ownerEventsPath = '/api/v1/events';
export const OwnerEvent = z.object({
  type: z.enum([
    'devices.changed',
    'pairing.finished',
    /** A camera read this owner’s code and may not be paired: `problem` says why. */
    'pairing.refused',
    'notices.changed',
    'orders.changed',
    'subscription.changed',
    /** A recording began, grew, ended or was deleted. */
    'footage.changed',
    /** A file that is fetched came further, or ended. */
    'downloads.changed',
    'requests.changed',
    /** An account was linked as one that this owner tests for, or is no more. */
    'testers.changed',
    /** Somebody joined, left, was removed, or may do something else. */
    'household.changed',
  ]),
  deviceId: DeviceId.nullable(),
  problem: Refusal.optional(),
});
export type OwnerEvent = z.output<typeof OwnerEvent>;

export const owners = {
  signUp: op({
    method: 'POST',
    path: '/api/v1/sign-up',
    summary: 'Create an app account; signs in',
    caller: 'public',
    body: z.object({ login: Login, password: z.string().min(10).max(200), name: z.string().trim().min(1).max(40) }),
    reply: Owner,
    status: 201,
  }),
  signIn: op({
    method: 'POST',
    path: '/api/v1/sign-in',
    summary: 'Sign in; sets the session cookie',
    caller: 'public',
    body: z.object({ login: Login, password: z.string().min(1).max(200) }),
    reply: Owner,
  }),
  ...passkeySignInTo(Owner),
  ...linkSignInTo(Owner),
  signOut: op({
    method: 'POST',
    path: '/api/v1/sign-out',
    summary: 'End the session',
    caller: 'public',
    reply: z.object({}),
  }),
  getOwner: op({ method: 'GET', path: '/api/v1/me', summary: 'Who is signed in', caller: 'owner', reply: Owner }),
  requestPasswordReset,
  resetPassword: op({
    method: 'POST',
    path: '/api/v1/password-resets/finish',
    summary: 'Set the password by a link’s token, once; ends all sessions and passkeys',
    caller: 'public',
    body: z.object({ token: z.string().max(200), password: z.string().min(10).max(200) }),
    reply: z.object({}),
  }),
  deleteAccount: op({
    method: 'POST',
    path: '/api/v1/me/delete',
    summary: 'Delete the account with its cameras and all recordings; answers a receipt',
    caller: 'owner',
    body: z.object({
      password: z.string().min(1).max(200),
      /** A random one of the caller's own, for the receipt: whoever never hears the answer has it all the same. */
      token: z
        .string()
        .regex(/^[\w-]{43,100}$/)
        .optional(),
    }),
    reply: z.object({
      receipt: DeletionReceipt,
      /** Shows the receipt later, to whoever has it. */
      token: z.string(),
      receiptUrl: z.string(),
    }),
  }),
  getDeletionReceipt: op({
    method: 'POST',
    path: '/api/v1/account-deletions', // the token is good for long, and proxies write addresses down
    summary: 'What was deleted with an account, and how far it is',
    caller: 'public',
    body: z.object({ token: z.string().max(100) }),
    reply: DeletionReceipt,
  }),
  changePassword: op({
    method: 'POST',
    path: '/api/v1/password',
    summary: 'Change the password; ends other sessions',
    caller: 'owner',
    body: z.object({ current: z.string().min(1).max(200), next: z.string().min(10).max(200) }),
    reply: z.object({}),
  }),
  listSessions: op({
    method: 'GET',
    path: '/api/v1/sessions',
    summary: 'Browsers that are signed in as the user',
    caller: 'owner',
    reply: LoginSessions,
  }),
  endSession: op({
    method: 'DELETE',
    path: '/api/v1/sessions/:id',
    summary: 'End a session of the user: it opens nothing any more',
    caller: 'owner',
    params: z.object({ id: z.string().max(80) }),
    reply: z.object({}),
  }),
  endOtherSessions: op({
    method: 'DELETE',
    path: '/api/v1/sessions',
    summary: 'End every session of the user but this one',
    caller: 'owner',
    reply: z.object({ ended: z.int() }),
  }),

  ...passkeysOf('owner'),

  createPairingToken: op({
    method: 'POST',
    path: '/api/v1/pairing-tokens',
    summary:
      'A token for pairing one camera: 10 minutes, one use; with a hand-over code also one that is somebody else’s',
    caller: 'owner',
    body: z.object({ handOverCode: HandOverCode.optional() }).optional(),
    reply: z.object({ text: z.string(), expiresAt: Instant }),
    status: 201,
  }),
  listDevices: op({
    method: 'GET',
    path: '/api/v1/devices',
    summary:
      'The owner’s devices, the newest pairing first, and after all of them the former ones; both count for `limit`',
    caller: 'owner',
    query: z.object(wholePageQuery).prefault({}),
    reply: page(OwnerDevice).extend({
      /** Those that ended without their owner’s doing, while their recordings can be watched. */
      former: z.array(OwnerDevice),
    }),
  }),
  getDevice: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId',
    summary: 'One device',
    caller: 'owner',
    params: deviceId,
    reply: OwnerDevice,
  }),
  updateDevice: op({
    method: 'PATCH',
    path: '/api/v1/devices/:deviceId',
    summary: 'Rename, or allow the maker to see verification footage',
    caller: 'owner',
    params: deviceId,
    body: z.object({
      name: z.string().trim().min(1).max(40).optional(),
      verificationFootageAllowed: z.boolean().optional(),
    }),
    reply: OwnerDevice,
  }),
  changeSettings: op({
    method: 'PUT',
    path: '/api/v1/devices/:deviceId/settings',
    summary: 'Set motion detection or privacy mode; answers when the device confirmed',
    caller: 'owner',
    params: deviceId,
    body: z.object({ motionDetection: MotionDetection.optional(), privacyMode: z.boolean().optional() }),
    reply: OwnerDevice,
  }),
  removeDevice: op({
    method: 'DELETE',
    path: '/api/v1/devices/:deviceId',
    summary: 'Remove a device: it must be paired anew; of one that is paired no more, its recordings',
    caller: 'owner',
    params: deviceId,
    reply: z.object({}),
  }),

  createHandOverCode: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/hand-over-code',
    summary: 'A code by which somebody else may pair this device, once, within 7 days; replaces an earlier one',
    caller: 'owner',
    params: deviceId,
    reply: z.object({ code: HandOverCode, expiresAt: Instant }),
    status: 201,
  }),
  withdrawHandOverCode: op({
    method: 'DELETE',
    path: '/api/v1/devices/:deviceId/hand-over-code',
    summary: 'The code is good for nothing any more',
    caller: 'owner',
    params: deviceId,
    reply: z.object({}),
  }),

  createSupportCode: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/support',
    summary: 'A code with which one maker’s account may read this device’s log for 24 hours; ends an earlier one',
    caller: 'owner',
    params: deviceId,
    reply: z.object({ code: z.string(), until: Instant }),
    status: 201,
  }),
  endSupport: op({
    method: 'DELETE',
    path: '/api/v1/devices/:deviceId/support',
    summary: 'Nobody reads this device’s log by its code any more',
    caller: 'owner',
    params: deviceId,
    reply: z.object({}),
  }),
  getSupport: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/support',
    summary: 'Until when somebody may read this device’s log, and who did',
    caller: 'owner',
    params: deviceId,
    reply: Support,
  }),

  createTesterCode: op({
    method: 'POST',
    path: '/api/v1/tester-codes',
    summary: 'A one-time code that links this account as a maker’s tester',
    caller: 'owner',
    reply: z.object({ code: z.string(), expiresAt: Instant }),
    status: 201,
  }),
  listTesterLinks: op({
    method: 'GET',
    path: '/api/v1/tester-links',
    summary: 'Makers this account is linked to',
    caller: 'owner',
    reply: z.object({ items: z.array(TesterLink) }),
  }),
  removeTesterLink: op({
    method: 'DELETE',
    path: '/api/v1/tester-links/:id',
    summary: 'End a link',
    caller: 'owner',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
  listNotices: op({
    method: 'GET',
    path: '/api/v1/notices',
    summary: 'Notices, newest first',
    caller: 'owner',
    query: z.object(pageQuery),
    reply: page(Notice),
  }),
};
