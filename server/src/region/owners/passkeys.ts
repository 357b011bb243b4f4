import { type app, isRefusal, type Language, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { tellUser } from '../../sign-in/reset-mail.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { getOwner, toOwner } from './sign-in.ts';

export async function listPasskeys(
  { signIn: { passkeys } }: RegionContext,
  { ownerId }: OwnerCaller,
): Promise<Reply<typeof app.listPasskeys>> {
  return { items: await passkeys.list(ownerId), unavailable: passkeys.unavailable, origin: passkeys.origin };
}

/** An open browser is not enough to come back by oneself tomorrow. */
export async function beginPasskey(
  context: RegionContext,
  caller: OwnerCaller,
  { body: { password } }: Parsed<typeof app.beginPasskey>,
  request: SignInRequest,
): Promise<Reply<typeof app.beginPasskey> | Refusal> {
  const refused = await refuseUnproven(context, caller, password, request);
  if (refused) return refused;
  const owner = await getOwner(context, caller);
  if (isRefusal(owner)) return owner;
  return await context.signIn.passkeys.begin(caller.ownerId, owner.email ?? owner.phone ?? '');
}

export async function addPasskey(
  { signIn, mailer, region, log }: RegionContext,
  { ownerId }: OwnerCaller,
  { body: { name, created } }: Parsed<typeof app.addPasskey>,
  { language }: { language: Language },
): Promise<Reply<typeof app.addPasskey> | Refusal> {
  const passkey = await signIn.passkeys.add(ownerId, name, created, async (trx) => {
    if (mailer) await tellUser(trx, 'passkey', ownerId, language);
  });
  if (isRefusal(passkey)) return passkey;
  log.info({ region, ownerId }, 'passkey.added');
  return passkey;
}

export async function removePasskey(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { id }, body: { password } }: Parsed<typeof app.removePasskey>,
  request: SignInRequest,
): Promise<Reply<typeof app.removePasskey> | Refusal> {
  const refused = await refuseUnproven(context, caller, password, request);
  if (refused) return refused;
  const name = await context.signIn.passkeys.remove(caller.ownerId, id);
  if (name === undefined) return refusal('not_found');
  context.log.info({ region: context.region, ownerId: caller.ownerId }, 'passkey.removed');
  return {};
}

export async function signInWithPasskey(
  context: RegionContext,
  { body: { used } }: Parsed<typeof app.signInWithPasskey>,
  request: SignInRequest,
): Promise<Reply<typeof app.signInWithPasskey> | Refusal> {
  const user = await context.signIn.signInWithPasskey(request, used, async (_trx, { userId }) =>
    context.log.warn({ region: context.region, ownerId: userId }, 'passkey.stopped'),
  );
  return await toOwner(context, user);
}

async function refuseUnproven(
  { db, limits, signIn }: RegionContext,
  { ownerId }: OwnerCaller,
  password: string,
  request: SignInRequest,
): Promise<Refusal | undefined> {
  const tooMany = rateRefusal([await takeRate(db, `password ${ownerId}`, limits.passwordTriesPerOwner)]);
  return tooMany ?? (await signIn.provePassword(request, ownerId, password));
}
