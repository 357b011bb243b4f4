import {
  days,
  type Invitation,
  invitationPage,
  type Language,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  refusal,
  type team,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { behind, toPage } from '../../paging.ts';
import { randomId } from '../../secrets/ids.ts';
import { createToken } from '../../secrets/tokens.ts';
import { addressOf, parseLogin, shownAddress, shownLogin } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { Executor } from '../../store/executor.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { visibleProducts } from '../products/find-product-for.ts';
import { askForInvitationMail, mayMail } from './invitation-mail.ts';
import { tellAccount } from './tell-account.ts';

/** Long enough for a holiday weekend, short enough that a forgotten mail opens nothing. */
const LIFE = days(7);
export const INVITATION_PREFIX = 'ki_';

/**
 * Invites whoever signs in with a login. Nobody is looked up: the answer, and the time it takes, are the same whether
 * anybody does.
 */
export async function createInvitation(
  context: ControlContext,
  caller: MakerCaller,
  { body: { login: typed, role, pids } }: Parsed<typeof team.createInvitation>,
  language: Language,
): Promise<Reply<typeof team.createInvitation> | Refusal> {
  const { db, limits, log, mailer, publicUrl } = context;
  const { accountId, userId, kind, sessionId } = caller;
  if (kind === 'operator' || sessionId === null) return refusal('not_allowed');
  const login = parseLogin(typed);
  if (!login) return invalidInput({ path: 'login', message: 'E-mail / +86 138 0013 8000' });
  const foreign = await refuseForeign(context, caller, pids ?? []);
  if (foreign) return foreign;
  const tooMany = rateRefusal([await takeRate(db, `invite ${accountId}`, limits.invitationsPerAccount)]);
  if (tooMany) return tooMany;
  const { token, hash } = createToken(INVITATION_PREFIX);
  const isMailed = mailer !== undefined && 'email' in login && (await mayMail(db, addressOf(login)));
  const id = randomId('in', 18);
  const row = await db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('invitation')
      .values({
        ...{ id, account_id: accountId, hash, address: addressOf(login), role, invited_by: userId },
        pids: pids ? [...new Set(pids)] : null,
        expires_at: sql<Date>`kaitong_now() + ${LIFE} * interval '1 ms'`,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(trx, caller, 'invitation.made', shownAddress(made.address), { role, pids: made.pids });
    if (isMailed) await askForInvitationMail(trx, { id, language });
    await tellAccount(trx, accountId, 'team.changed');
    return made;
  });
  log.info({ accountId, userId, invitationId: id, role }, 'invitation.made');
  const invitation = show({ ...row, ...(await findInviter(db, userId)) });
  return { invitation, url: isMailed ? null : linkOf(publicUrl, token) };
}

export const linkOf = (publicUrl: string, token: string): string => `${publicUrl}${invitationPage}#token=${token}`;

/** Only what is one's own is given. */
async function refuseForeign(
  { db }: ControlContext,
  { accountId }: MakerCaller,
  pids: readonly Pid[],
): Promise<Refusal | undefined> {
  if (pids.length === 0) return undefined;
  const seen = await visibleProducts(db, accountId)
    .where('product.pid', 'in', [...pids])
    .execute();
  if (seen.length < new Set(pids).size) return refusal('not_found');
  return seen.every((row) => row.account_id === accountId) ? undefined : refusal('not_allowed');
}

async function findInviter(db: Executor, userId: string): Promise<{ email: string | null; phone: string | null }> {
  const { rows } = await sql<{ email: string; phone: string | null }>`
    SELECT email, phone FROM login_user WHERE id = ${userId}`.execute(db);
  return rows[0] ?? { email: null, phone: null };
}

/** In force, with what whoever made it signs in with. */
export const invitationRows = (db: ControlContext['db']) =>
  db
    .selectFrom('invitation')
    .leftJoin('login_user', 'login_user.id', 'invitation.invited_by')
    .selectAll('invitation')
    .select(['login_user.email', 'login_user.phone'])
    .where('invitation.expires_at', '>', sql<Date>`kaitong_now()`);

type Row = Omit<Awaited<ReturnType<ReturnType<typeof invitationRows>['executeTakeFirstOrThrow']>>, 'hash'>;

const show = ({ id, address, role, pids, created_at, expires_at, email, phone }: Row): Invitation => ({
  ...{ id, login: shownAddress(address), role, pids },
  invitedBy: email === null ? null : shownLogin({ email, phone }),
  createdAt: created_at.toISOString(),
  expiresAt: expires_at.toISOString(),
});

/** What nobody has accepted yet, newest first. */
export async function listInvitations(
  { db }: ControlContext,
  { accountId }: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof team.listInvitations>,
): Promise<Reply<typeof team.listInvitations>> {
  let open = invitationRows(db).where('invitation.account_id', '=', accountId);
  if (cursor) open = open.where(behind('invitation', cursor, accountId));
  const rows = await open
    .orderBy('invitation.created_at', 'desc')
    .orderBy('invitation.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, show);
}

export async function withdrawInvitation(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof team.withdrawInvitation>,
): Promise<Reply<typeof team.withdrawInvitation> | Refusal> {
  const { accountId } = caller;
  const isWithdrawn = await db.transaction().execute(async (trx) => {
    const gone = await trx
      .deleteFrom('invitation')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('address')
      .executeTakeFirst();
    if (!gone) return false;
    await audit(trx, caller, 'invitation.withdrawn', shownAddress(gone.address));
    await tellAccount(trx, accountId, 'team.changed');
    return true;
  });
  if (!isWithdrawn) return refusal('not_found');
  log.info({ accountId, invitationId: id }, 'invitation.withdrawn');
  return {};
}

export async function sweepInvitations(db: ControlContext['db']): Promise<void> {
  await db.deleteFrom('invitation').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
}
