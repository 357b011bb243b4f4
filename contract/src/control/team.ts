import { z } from 'zod';
import { AccountId, Instant, Pid } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { Login } from '../password-reset.ts';
import { Session } from './accounts.ts';
import { Role } from './roles.ts';

/** Where a link of an invitation leads in the console; its token follows as `#token=…`, which browsers send nobody. */
export const invitationPage = '/invitation';

export const Member = z
  .object({
    userId: z.string(),
    name: z.string(),
    /** What they sign in with. */
    login: z.string(),
    role: Role,
    joinedAt: Instant,
  })
  .meta({ id: 'Member' });
export type Member = z.output<typeof Member>;

/** Into the account itself, or, with `pids`, of another account to a role on these products. */
export const Invitation = z
  .object({
    id: z.string(),
    login: z.string(),
    role: Role,
    pids: z.array(Pid).nullable(),
    /** What its maker signs in with; null once they are gone. */
    invitedBy: z.string().nullable(),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.output<typeof Invitation>;

/** What whoever is invited reads before they consent. */
export const InvitationShown = z
  .object({
    accountName: z.string(),
    invitedBy: z.string().nullable(),
    login: z.string(),
    role: Role,
    products: z.array(z.object({ pid: Pid, name: z.string() })).nullable(),
    expiresAt: Instant,
  })
  .meta({ id: 'InvitationShown' });
export type InvitationShown = z.output<typeof InvitationShown>;

const line = z.string().trim().max(200);

/** Who the company is, for whoever settles with it. */
export const Company = z
  .object({
    name: z.string().trim().min(1).max(80),
    contact: z.object({ name: line, phone: line, email: line }),
    /** 开票信息. */
    invoice: z.object({ title: line, taxId: line, address: line, bank: line }),
  })
  .meta({ id: 'Company' });
export type Company = z.output<typeof Company>;

const token = z.string().min(1).max(200);
const userId = z.string().max(80);

export const team = {
  listMembers: op({
    method: 'GET',
    path: '/api/v1/members',
    summary: 'Who belongs to the account, in which role',
    caller: 'maker',
    reply: z.object({ items: z.array(Member) }),
  }),
  changeMember: op({
    method: 'PATCH',
    path: '/api/v1/members/:userId',
    summary: 'Give a member another role; the last administrator stays one',
    caller: 'maker',
    params: z.object({ userId }),
    body: z.object({ role: Role }),
    reply: Member,
  }),
  removeMember: op({
    method: 'DELETE',
    path: '/api/v1/members/:userId',
    summary: 'Remove a member, or leave: their sessions in the account and the API keys they made end at once',
    caller: 'maker',
    params: z.object({ userId }),
    reply: z.object({}),
  }),

  createInvitation: op({
    method: 'POST',
    path: '/api/v1/invitations',
    summary:
      'Invite whoever signs in with a login, into the account or to a role on products; answered alike for all logins',
    caller: 'maker',
    body: z.object({ login: Login, role: Role, pids: z.array(Pid).min(1).max(50).optional() }),
    /** `url`: for the inviter to hand over; null where it was sent by mail. */
    reply: z.object({ invitation: Invitation, url: z.string().nullable() }),
    status: 201,
  }),
  listInvitations: op({
    method: 'GET',
    path: '/api/v1/invitations',
    summary: 'Invitations of the account that nobody has accepted yet',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(Invitation),
  }),
  withdrawInvitation: op({
    method: 'DELETE',
    path: '/api/v1/invitations/:id',
    summary: 'Withdraw an invitation: its link opens nothing any more',
    caller: 'maker',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
  readInvitation: op({
    method: 'POST',
    path: '/api/v1/invitations/read',
    summary: 'Who invites to what, by the token of the link',
    caller: 'public',
    body: z.object({ token }),
    reply: InvitationShown,
  }),
  acceptInvitation: op({
    method: 'POST',
    path: '/api/v1/invitations/accept',
    summary:
      'Accept, once, signed in with the login that was invited; answers the session, in the account one has joined',
    caller: 'maker',
    body: z.object({ token }),
    reply: Session,
  }),

  chooseSpace: op({
    method: 'POST',
    path: '/api/v1/session/space',
    summary: 'Go to another account that one is a member of, in this browser',
    caller: 'maker',
    body: z.object({ accountId: AccountId }),
    reply: Session,
  }),

  getCompany: op({
    method: 'GET',
    path: '/api/v1/company',
    summary: 'The company: name, contact, what stands on invoices',
    caller: 'maker',
    reply: Company,
  }),
  putCompany: op({
    method: 'PUT',
    path: '/api/v1/company',
    summary: 'Change what the company is called, its contact and what stands on invoices',
    caller: 'maker',
    body: Company,
    reply: Company,
  }),
};
