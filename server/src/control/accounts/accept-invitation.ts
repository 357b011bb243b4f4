import {
  type AccountId,
  isRefusal,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  type Role,
  refusal,
  type team,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { hashToken } from '../../secrets/tokens.ts';
import { shownAddress, shownLogin } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { invitationRows } from './invitations.ts';
import { enterSpace } from './memberships.ts';
import { findSession } from './show-session.ts';
import { tellAboutProduct, tellAccount } from './tell-account.ts';

/** Who invites to what: for whoever has the link, whether signed in or not. */
export async function readInvitation(
  { db, limits }: ControlContext,
  { body: { token } }: Parsed<typeof team.readInvitation>,
  { ip }: { ip: string },
): Promise<Reply<typeof team.readInvitation> | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `invitation ip ${networkOf(ip)}`, limits.invitationReadsPerIp)]);
  if (tooMany) return tooMany;
  const found = await invitationRows(db)
    .innerJoin('account', 'account.id', 'invitation.account_id')
    .select('account.name as account_name')
    .where('invitation.hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!found) return refusal('invitation_invalid');
  const { account_id, account_name, address, role, pids, email, phone, expires_at } = found;
  return {
    accountName: account_name,
    invitedBy: email === null ? null : shownLogin({ email, phone }),
    login: shownAddress(address),
    role,
    products: pids && (await listOffered(db, account_id, pids)),
    expiresAt: expires_at.toISOString(),
  };
}

/** Those of the products that are the account's own still. */
const listOffered = (db: ControlContext['db'], accountId: AccountId, pids: readonly Pid[]) =>
  db
    .selectFrom('product')
    .select(['pid', 'name'])
    .where('pid', 'in', [...pids])
    .where('account_id', '=', accountId)
    .orderBy('name')
    .execute();

/**
 * Consent of whoever is invited. Into an account: they are a member of it, and their browser goes there. To products: the
 * account that their browser is in has the role on them, which its administrators decide.
 */
export async function acceptInvitation(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { body: { token } }: Parsed<typeof team.acceptInvitation>,
): Promise<Reply<typeof team.acceptInvitation> | Refusal> {
  const { userId, sessionId, kind } = caller;
  if (sessionId === null || kind === 'operator') return refusal('not_allowed');
  const joined = await db.transaction().execute(async (trx) => {
    const taken = await holdInvitation(trx, caller, token);
    if (isRefusal(taken)) return taken;
    const { account_id: accountId, pids, role } = taken;
    const refused = pids
      ? await give(trx, caller, { accountId, role, pids })
      : await join(trx, caller, accountId, role);
    if (refused) return refused;
    await trx.deleteFrom('invitation').where('id', '=', taken.id).execute();
    await tellAccount(trx, accountId, 'team.changed');
    if (!pids) await enterSpace(trx, { sessionId, userId }, accountId);
    return { accountId: pids ? caller.accountId : accountId, invitation: taken.id };
  });
  if (isRefusal(joined)) return joined;
  log.info({ userId, ...joined }, 'invitation.accepted');
  return (await findSession(db, userId, joined.accountId)) ?? refusal('not_signed_in');
}

/** Holds it until the transaction ends: of two that accept at once, the second finds nothing. */
async function holdInvitation(trx: ControlTransaction, { userId }: MakerCaller, token: string) {
  const found = await invitationRows(trx)
    .where('invitation.hash', '=', hashToken(token))
    .forUpdate('invitation')
    .executeTakeFirst();
  if (!found) return refusal('invitation_invalid');
  const user = await trx.selectFrom('login_user').select('email').where('id', '=', userId).executeTakeFirst();
  if (user?.email !== found.address) return refusal('invitation_not_yours');
  return found;
}

async function join(
  trx: ControlTransaction,
  caller: MakerCaller,
  accountId: AccountId,
  role: Role,
): Promise<Refusal | undefined> {
  const added = await trx
    .insertInto('member')
    .values({ user_id: caller.userId, account_id: accountId, role })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  if (!added) return refusal('already_member');
  await audit(trx, { ...caller, accountId }, 'member.joined', '', { role });
  return undefined;
}

async function give(
  trx: ControlTransaction,
  caller: MakerCaller,
  { accountId, role, pids }: { accountId: AccountId; role: Role; pids: readonly Pid[] },
): Promise<Refusal | undefined> {
  if (caller.role !== 'administrator') return refusal('not_allowed');
  if (caller.accountId === accountId) return refusal('already_member');
  const offered = await listOffered(trx, accountId, pids);
  if (offered.length === 0) return refusal('invitation_invalid');
  for (const { pid } of offered) {
    await trx
      .insertInto('authorisation')
      .values({ id: randomId('au', 18), pid, account_id: caller.accountId, role })
      .onConflict((conflict) => conflict.columns(['pid', 'account_id']).doUpdateSet({ role }))
      .execute();
    await audit(trx, caller, 'authorisation.given', pid, { role }, accountId);
    await tellAboutProduct(trx, pid, 'products.changed');
  }
  await tellAccount(trx, caller.accountId, 'team.changed');
  return undefined;
}
