import { type AccountId, isRefusal, type KeyScope, mayCall, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller, OperatorCaller } from '../../callers.ts';
import { hashToken } from '../../secrets/tokens.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { ControlContext } from '../context.ts';
import { KEY_PREFIX } from './create-api-key.ts';
import { members, membershipsOf } from './memberships.ts';

/** `route`: the pattern of the path, which tells what a key is used for. */
type Asking = SignInRequest & { route: string };

/**
 * Who calls: by API key if one is given, by the session's cookie otherwise. The one place that asks whether their role in
 * the account may call this at all.
 */
export async function findMaker(
  context: ControlContext,
  request: Asking,
  operation: string,
): Promise<MakerCaller | Refusal> {
  const caller = await identify(context, request);
  if (isRefusal(caller)) return caller;
  return mayCall(operation, caller.role) ? caller : refusal('not_allowed');
}

export async function findOperator(
  context: ControlContext,
  request: Asking,
  operation: string,
): Promise<OperatorCaller | Refusal> {
  const caller = await findMaker(context, request, operation);
  if (isRefusal(caller)) return caller;
  return isOperator(caller) ? caller : refusal('not_allowed');
}

const isOperator = (caller: MakerCaller): caller is OperatorCaller => caller.kind === 'operator';

async function identify(context: ControlContext, request: Asking): Promise<MakerCaller | Refusal> {
  const authorization = request.header('authorization');
  if (authorization !== undefined) return await findByKey(context, authorization, request);
  const session = await context.signIn.getSession(request);
  if (isRefusal(session)) return session;
  const member = await membershipsOf(context.db, session.user.id, session.sessionId).executeTakeFirst();
  return member ? toCaller(member, { sessionId: session.sessionId, keyId: null }) : refusal('not_signed_in');
}

async function findByKey(
  context: ControlContext,
  authorization: string,
  request: Asking,
): Promise<MakerCaller | Refusal> {
  const [scheme = '', key = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !key.startsWith(KEY_PREFIX)) return refusal('api_key_invalid');
  const found = await members(context.db)
    .innerJoin('api_key', (join) =>
      join.onRef('api_key.user_id', '=', 'member.user_id').onRef('api_key.account_id', '=', 'member.account_id'),
    )
    .where('api_key.hash', '=', hashToken(key))
    .where((where) =>
      where.or([where('api_key.expires_at', 'is', null), where('api_key.expires_at', '>', sql<Date>`kaitong_now()`)]),
    )
    .select(['api_key.id', 'api_key.scope', sql<boolean>`${NOT_LATELY}`.as('useIsNews')])
    .executeTakeFirst();
  if (!found) return refusal('api_key_invalid');
  const { id, scope, useIsNews, ...member } = found;
  if (useIsNews) await noteUse(context, id);
  if (!isWithin(scope, request)) return refusal('key_out_of_scope');
  return toCaller(member, { sessionId: null, keyId: id });
}

/** Whatever a key may do, its holder may end it. */
const OWN_KEY = '/api/v1/api-key';
const ACTIVATING = /^\/api\/v1\/(applications|bulk-activations|conformance|soaks)(\/|$)/;

function isWithin(scope: KeyScope, { method, route }: Asking): boolean {
  if (scope === 'all' || method === 'GET' || route === OWN_KEY) return true;
  return scope === 'activate' && ACTIVATING.test(route);
}

const toCaller = (
  { accountId, ...member }: Pick<MakerCaller, 'userId' | 'role' | 'kind'> & { accountId: AccountId },
  by: Pick<MakerCaller, 'sessionId' | 'keyId'>,
): MakerCaller => ({ ...member, accountId, ...by });

/** To the minute: a script that calls without pause must not write a row each time. */
const NOT_LATELY = sql`(api_key.last_used_at IS NULL OR api_key.last_used_at < kaitong_now() - interval '1 minute')`;

async function noteUse({ db }: ControlContext, id: string): Promise<void> {
  await sql`
    UPDATE api_key SET last_used_at = kaitong_now()
    WHERE id = ${id} AND ${NOT_LATELY}`.execute(db);
}
