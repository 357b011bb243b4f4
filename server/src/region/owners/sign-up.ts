import { type app, isRefusal, type OwnerId, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import { createUser, prepareUser } from '../../sign-in/create-user.ts';
import type { SignInRequest, User } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { refuseRate } from '../limits.ts';

type Owner = Reply<typeof app.getOwner>;

/** Creates an app account of this region and signs it in. */
export async function signUp(
  context: RegionContext,
  { body }: Parsed<typeof app.signUp>,
  request: SignInRequest,
): Promise<Owner | Refusal> {
  const { db, limits, signIn } = context;
  const tooMany = refuseRate(await takeRate(db, `sign-up ip ${request.ip}`, limits.signUpsPerIp));
  if (tooMany) return tooMany;
  const user = await prepareUser(body);
  if (isRefusal(user)) return user;
  const created = await db.transaction().execute((trx) => createUser(trx, user));
  if (isRefusal(created)) return created;
  return toOwner(context, await signIn.signIn(request, body));
}

/** A user of this region's app, or the refusal as it is. */
export function toOwner({ region }: Pick<RegionContext, 'region'>, user: User | Refusal): Owner | Refusal {
  return isRefusal(user) ? user : { ...user, id: user.id as OwnerId, region };
}
