import { type app, isRefusal, OwnerId, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { createUser } from '../../sign-in/create-user.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { findResetAt } from '../../sign-in/reset.ts';
import type { SignInRequest, User } from '../../sign-in/sign-in.ts';
import { findTriedAt } from '../../sign-in/tries.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { findSuspension } from './find-suspension.ts';
import { findLeaving } from './leaving-owners.ts';

type Owner = Reply<typeof app.getOwner>;

/** Creates an app account of this region and signs it in. */
export async function signUp(
  context: RegionContext,
  { body }: Parsed<typeof app.signUp>,
  request: SignInRequest,
): Promise<Owner | Refusal> {
  const { db, limits } = context;
  if (!context.signIn.isOwn(request)) return refusal('not_allowed');
  const tooMany = rateRefusal([await takeRate(db, `sign-up ip ${networkOf(request.ip)}`, limits.signUpsPerIp)]);
  if (tooMany) return tooMany;
  const user = await context.signIn.signUp(request, body, async (wanted) => {
    const created = await db.transaction().execute((trx) => createUser(trx, wanted));
    return isRefusal(created) ? created : undefined;
  });
  return await toOwner(context, user);
}

export async function signIn(
  context: RegionContext,
  { body }: Parsed<typeof app.signIn>,
  request: SignInRequest,
): Promise<Owner | Refusal> {
  return await toOwner(context, await context.signIn.signIn(request, body));
}

export async function signOut(
  context: RegionContext,
  request: SignInRequest,
): Promise<Reply<typeof app.signOut> | Refusal> {
  return (await context.signIn.signOut(request)) ?? {};
}

export async function getOwner(context: RegionContext, { ownerId }: OwnerCaller): Promise<Owner | Refusal> {
  const user = await context.db
    .selectFrom('login_user')
    .select(['id', 'name', 'email', 'phone'])
    .where('id', '=', ownerId)
    .executeTakeFirst();
  if (!user) return refusal('not_signed_in');
  return await toOwner(context, { ...user, email: isPlaceholder(user.email) ? null : user.email });
}

/** A user of this region's app, or the refusal as it is. */
export async function toOwner(
  { db, region }: Pick<RegionContext, 'db' | 'region'>,
  user: User | Refusal,
): Promise<Owner | Refusal> {
  if (isRefusal(user)) return user;
  const { name, email, phone } = user;
  const id = OwnerId.parse(user.id);
  if (await findLeaving(db, id)) return refusal('sign_in_failed');
  const suspended = (await findSuspension(db, id)) ?? null;
  return {
    id,
    name,
    email,
    phone,
    region,
    triedAt: await findTriedAt(db, id),
    resetAt: await findResetAt(db, id),
    suspended,
  };
}
