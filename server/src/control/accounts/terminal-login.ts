import {
  days,
  minutes,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type terminals,
  UserCode,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { randomId, randomLetters } from '../../secrets/ids.ts';
import { createToken, hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { KEY_PREFIX } from './create-api-key.ts';

const LASTS = minutes(10);
const KEY_LASTS = days(90);
/** Between two looks; whoever looks sooner has to wait longer from then on (RFC 8628, 3.5). */
const INTERVAL_S = 5;
/** Of RFC 8628, 6.1: no vowels, so that no words come out, and no letter that is taken for another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** A terminal asks for a key: two codes, one that it keeps and one that somebody types or compares. */
export async function beginTerminalLogin(
  { db, limits, publicUrl }: ControlContext,
  { ip }: Pick<SignInRequest, 'ip'>,
  { body: { name, scope } }: Parsed<typeof terminals.beginTerminalLogin>,
): Promise<Reply<typeof terminals.beginTerminalLogin> | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `terminal ip ${networkOf(ip)}`, limits.terminalLoginsPerIp)]);
  if (tooMany) return tooMany;
  const { token, hash } = createToken('kd_');
  const letters = randomLetters(LETTERS, 8);
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  await db
    .insertInto('terminal_login')
    .values({
      ...{ hash, user_code: userCode, name, scope, address: ip, interval_s: INTERVAL_S },
      expires_at: sql<Date>`kaitong_now() + ${LASTS} * interval '1 ms'`,
    })
    .execute();
  const url = `${publicUrl}/terminal`;
  const completeUrl = `${url}?code=${userCode}`;
  return { deviceCode: token, userCode, url, completeUrl, expiresIn: LASTS / 1000, interval: INTERVAL_S };
}

/** The key, once, to whoever has the terminal's secret: it is made now, so it is stored nowhere but hashed. */
export async function takeTerminalKey(
  { db, log }: ControlContext,
  { body: { deviceCode } }: Parsed<typeof terminals.takeTerminalKey>,
): Promise<Reply<typeof terminals.takeTerminalKey> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const asking = await waiting(trx)
      .where('hash', '=', hashToken(deviceCode))
      .select(sql<boolean>`coalesce(looked_at > kaitong_now() - interval_s * interval '1 s', false)`.as('isTooSoon'))
      .executeTakeFirst();
    if (!asking) return refusal('terminal_code_invalid');
    const { hash, user_code, state } = asking;
    if (state === 'denied') return refusal('terminal_denied');
    if (state === 'waiting' || asking.account_id === null || asking.user_id === null) {
      const interval = asking.interval_s + (asking.isTooSoon ? INTERVAL_S : 0);
      await trx
        .updateTable('terminal_login')
        .set({ looked_at: sql<Date>`kaitong_now()`, interval_s: interval })
        .where('hash', '=', hash)
        .execute();
      return refusal(asking.isTooSoon ? 'terminal_slow_down' : 'terminal_pending', { seconds: interval });
    }
    await trx.deleteFrom('terminal_login').where('hash', '=', hash).execute();
    // Whoever confirmed may have left the account since.
    const member = await trx
      .selectFrom('member')
      .innerJoin('account', 'account.id', 'member.account_id')
      .innerJoin('login_user', 'login_user.id', 'member.user_id')
      .select(['account.name', sql<string>`coalesce(phone, email)`.as('login')])
      .where('member.user_id', '=', asking.user_id)
      .where('account.id', '=', asking.account_id)
      .executeTakeFirst();
    if (!member) return refusal('terminal_code_invalid');
    const key = createToken(KEY_PREFIX);
    const keyId = asking.key_id ?? randomId('ak', 18);
    const { name, scope, account_id, user_id } = asking;
    const { ends } = await trx
      .insertInto('api_key')
      .values({
        ...{ id: keyId, account_id, user_id, name, scope, hash: key.hash },
        expires_at: sql<Date>`kaitong_now() + ${KEY_LASTS} * interval '1 ms'`,
      })
      .returning(sql<Date>`expires_at`.as('ends'))
      .executeTakeFirstOrThrow();
    log.info({ accountId: account_id, keyId, userCode: user_code }, 'terminal.signed_in');
    return {
      key: key.token,
      keyId,
      expiresAt: ends.toISOString(),
      scope,
      login: member.login,
      accountName: member.name,
    };
  });
}

/** Which terminal asks, for whoever is to confirm it. */
export async function getTerminalLogin(
  { db, limits }: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof terminals.getTerminalLogin>,
): Promise<Reply<typeof terminals.getTerminalLogin> | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `terminal code ${caller.userId}`, limits.terminalCodesPerUser)]);
  if (tooMany) return tooMany;
  const asking = await findByCode(db, params.userCode);
  if (asking?.state !== 'waiting') return refusal('terminal_code_invalid');
  return {
    userCode: asking.user_code,
    name: asking.name,
    scope: asking.scope,
    address: asking.address,
    askedAt: asking.asked_at.toISOString(),
    expiresAt: asking.expires_at.toISOString(),
  };
}

/** The terminal acts as this user from the next time it looks. A key makes no keys, so a program confirms none. */
export const confirmTerminalLogin = (
  context: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof terminals.confirmTerminalLogin>,
): Promise<Reply<typeof terminals.confirmTerminalLogin> | Refusal> =>
  decide(context, caller, params.userCode, async (trx, { hash, name, scope, address }) => {
    const keyId = randomId('ak', 18);
    await trx
      .updateTable('terminal_login')
      .set({ state: 'confirmed', account_id: caller.accountId, user_id: caller.userId, key_id: keyId })
      .where('hash', '=', hash)
      .execute();
    await audit(trx, caller, 'api_key.created', keyId, { name, scope, terminal: address });
  });

export const denyTerminalLogin = (
  context: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof terminals.denyTerminalLogin>,
): Promise<Reply<typeof terminals.denyTerminalLogin> | Refusal> =>
  decide(context, caller, params.userCode, async (trx, { hash }) => {
    await trx.updateTable('terminal_login').set({ state: 'denied' }).where('hash', '=', hash).execute();
  });

type Asking = { hash: string; name: string; scope: string; address: string };

async function decide(
  { db, limits }: ControlContext,
  caller: MakerCaller,
  code: string,
  act: (trx: ControlTransaction, asking: Asking) => Promise<void>,
): Promise<Record<string, never> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const tooMany = rateRefusal([await takeRate(db, `terminal code ${caller.userId}`, limits.terminalCodesPerUser)]);
  if (tooMany) return tooMany;
  return await db.transaction().execute(async (trx) => {
    const asking = await findByCode(trx, code);
    if (asking?.state !== 'waiting') return refusal('terminal_code_invalid');
    await act(trx, asking);
    return {};
  });
}

/** Locked, so that a code is confirmed and taken once. */
const waiting = (db: ControlContext['db']) =>
  db.selectFrom('terminal_login').selectAll().where('expires_at', '>', sql<Date>`kaitong_now()`).forUpdate();

async function findByCode(db: ControlContext['db'], code: string) {
  const userCode = UserCode.safeParse(code).data;
  return userCode === undefined ? undefined : await waiting(db).where('user_code', '=', userCode).executeTakeFirst();
}

export async function sweepTerminalLogins(trx: ControlTransaction): Promise<void> {
  await sql`DELETE FROM terminal_login WHERE expires_at < kaitong_now()`.execute(trx);
}

/** A program ends its own key. */
export async function revokeOwnKey(
  { db, log }: ControlContext,
  caller: MakerCaller,
): Promise<Reply<typeof terminals.revokeOwnKey> | Refusal> {
  const { keyId: id, accountId } = caller;
  if (id === null) return refusal('not_allowed');
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('api_key').where('id', '=', id).execute();
    await audit(trx, caller, 'api_key.revoked', id);
  });
  log.info({ accountId, keyId: id }, 'api_key.revoked');
  return {};
}
