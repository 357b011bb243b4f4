import { z } from 'zod';
import { type Duration, hours } from '../durations.ts';
import { DeviceId, EventId, Instant } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { HouseholdRight } from './household-right.ts';
import { OwnerDevice } from './owners.ts';

/** Of one owner. */
export const MOST_MEMBERS = 20;
export const INVITATION_LIFE: Duration = hours(24);

/** Of which cameras somebody may do what: each camera once. */
const Cameras = z
  .array(z.object({ deviceId: DeviceId, rights: z.array(HouseholdRight).min(1).max(3) }))
  .min(1)
  .max(50)
  .refine((cameras) => new Set(cameras.map(({ deviceId }) => deviceId)).size === cameras.length);

const ShownCamera = z.object({ deviceId: DeviceId, name: z.string(), rights: z.array(HouseholdRight) });

const HouseholdMember = z
  .object({
    id: z.string(),
    name: z.string(),
    joinedAt: Instant,
    /** When they last watched something of this owner's, if it was within thirty days. */
    watchedAt: Instant.nullable(),
    cameras: z.array(ShownCamera),
  })
  .meta({ id: 'HouseholdMember' });
export type HouseholdMember = z.output<typeof HouseholdMember>;

const HouseholdInvitation = z
  .object({ id: z.string(), createdAt: Instant, expiresAt: Instant, cameras: z.array(ShownCamera) })
  .meta({ id: 'HouseholdInvitation' });
export type HouseholdInvitation = z.output<typeof HouseholdInvitation>;

const Household = z
  .object({ members: z.array(HouseholdMember), invitations: z.array(HouseholdInvitation) })
  .meta({ id: 'Household' });
export type Household = z.output<typeof Household>;

/** Somebody of the household watched, took or passed on something. */
const HouseholdView = z
  .object({
    id: z.string(),
    memberName: z.string(),
    deviceId: DeviceId,
    deviceName: z.string(),
    kind: z.enum(['playback', 'download', 'share']),
    /** Null: everything between two moments. */
    eventId: EventId.nullable(),
    at: Instant,
  })
  .meta({ id: 'HouseholdView' });
export type HouseholdView = z.output<typeof HouseholdView>;

const ofId = z.object({ id: z.string().max(40) });
const byToken = z.object({ token: z.string().max(100) });

/** People whom an owner lets watch, manage or pay for some cameras; the footage and its keys stay the owner's. */
export const household = {
  getHousehold: op({
    method: 'GET',
    path: '/api/v1/household',
    summary: 'Who may do what with the owner’s cameras, and who is invited',
    caller: 'owner',
    reply: Household,
  }),
  createHouseholdInvitation: op({
    method: 'POST',
    path: '/api/v1/household/invitations',
    summary: 'A link that makes whoever opens it first, signed in at this region, a member: 24 hours',
    caller: 'owner',
    body: z.object({ cameras: Cameras }),
    reply: z.object({
      invitation: HouseholdInvitation,
      /** Only in this answer: the token stands in it. */
      url: z.string(),
    }),
    status: 201,
  }),
  withdrawHouseholdInvitation: op({
    method: 'DELETE',
    path: '/api/v1/household/invitations/:id',
    summary: 'The link is good for nothing any more',
    caller: 'owner',
    params: ofId,
    reply: z.object({}),
  }),
  changeHouseholdMember: op({
    method: 'PUT',
    path: '/api/v1/household/members/:id',
    summary: 'What a member may do from now on, of all cameras',
    caller: 'owner',
    params: ofId,
    body: z.object({ cameras: Cameras }),
    reply: Household,
  }),
  removeHouseholdMember: op({
    method: 'DELETE',
    path: '/api/v1/household/members/:id',
    summary: 'A member is none any more: what they opened ends at once, links that they made too',
    caller: 'owner',
    params: ofId,
    reply: z.object({}),
  }),
  listHouseholdViews: op({
    method: 'GET',
    path: '/api/v1/household/views',
    summary: 'What members watched, newest first, for thirty days',
    caller: 'owner',
    query: z.object(pageQuery),
    reply: page(HouseholdView),
  }),

  // The tokens stand in bodies: proxies write addresses down.
  getHouseholdInvitation: op({
    method: 'POST',
    path: '/api/v1/household-invitations/look',
    summary: 'What an invitation’s link offers, and who sent it',
    caller: 'owner',
    body: byToken,
    reply: z.object({
      ownerName: z.string(),
      expiresAt: Instant,
      cameras: z.array(ShownCamera.omit({ deviceId: true })),
    }),
  }),
  acceptHouseholdInvitation: op({
    method: 'POST',
    path: '/api/v1/household-invitations/accept',
    summary: 'Become a member; the link is used up',
    caller: 'owner',
    body: byToken,
    reply: z.object({ ownerName: z.string() }),
  }),
  listSharedCameras: op({
    method: 'GET',
    path: '/api/v1/shared-cameras',
    summary: 'Cameras of others that this account may do something with',
    caller: 'owner',
    reply: z.object({ items: z.array(OwnerDevice) }),
  }),
  leaveHousehold: op({
    method: 'DELETE',
    path: '/api/v1/households/:id',
    summary: 'Be no member of an owner’s household any more',
    caller: 'owner',
    params: ofId,
    reply: z.object({}),
  }),
};
