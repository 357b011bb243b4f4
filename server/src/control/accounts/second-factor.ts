import { type accounts, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { auditWithin } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findSession } from './show-session.ts';

type Factor = Reply<typeof accounts.getSecondFactor>;

export async function getSecondFactor(
  { secondFactor }: ControlContext,
  caller: MakerCaller,
): Promise<Factor | Refusal> {
  return caller.sessionId === null ? refusal('not_allowed') : await secondFactor.find(caller.userId);
}

/** Asks for the password: an open browser is not enough to lock its owner out. */
export async function beginSecondFactor(
  context: ControlContext,
  caller: MakerCaller,
  { body: { password } }: Parsed<typeof accounts.beginSecondFactor>,
  request: SignInRequest,
): Promise<Reply<typeof accounts.beginSecondFactor> | Refusal> {
  const refused = await refuseUnproven(context, caller, password, request);
  if (refused) return refused;
  const user = (await findSession(context.db, caller.userId))?.user;
  return await context.secondFactor.begin(caller.userId, user?.email ?? user?.phone ?? '');
}

export async function confirmSecondFactor(
  { db, secondFactor, limits, log }: ControlContext,
  caller: MakerCaller,
  { body: { code } }: Parsed<typeof accounts.confirmSecondFactor>,
): Promise<Reply<typeof accounts.confirmSecondFactor> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const tooMany = await countChange({ db, limits }, caller);
  if (tooMany) return tooMany;
  const within = auditWithin(caller, 'second_factor.set_up', '');
  const recoveryCodes = await secondFactor.confirm(caller.userId, code, within);
  if (isRefusal(recoveryCodes)) return recoveryCodes;
  log.info({ userId: caller.userId }, 'second_factor.set_up');
  return { recoveryCodes };
}

export async function renewRecoveryCodes(
  context: ControlContext,
  caller: MakerCaller,
  { body: { password, code } }: Parsed<typeof accounts.renewRecoveryCodes>,
  request: SignInRequest,
): Promise<Reply<typeof accounts.renewRecoveryCodes> | Refusal> {
  const refused = await refuseChange(context, caller, { password, code }, request);
  if (refused) return refused;
  const within = auditWithin(caller, 'second_factor.codes_renewed', '');
  const recoveryCodes = await context.secondFactor.renewRecoveryCodes(caller.userId, within);
  return { recoveryCodes };
}

export async function removeSecondFactor(
  context: ControlContext,
  caller: MakerCaller,
  { body: { password, code } }: Parsed<typeof accounts.removeSecondFactor>,
  request: SignInRequest,
): Promise<Reply<typeof accounts.removeSecondFactor> | Refusal> {
  const refused = await refuseChange(context, caller, { password, code }, request);
  if (refused) return refused;
  await context.secondFactor.remove(caller.userId, auditWithin(caller, 'second_factor.removed', ''));
  context.log.info({ userId: caller.userId }, 'second_factor.removed');
  return {};
}

/** What is on is changed by whoever has both. */
async function refuseChange(
  context: ControlContext,
  caller: MakerCaller,
  { password, code }: { password: string; code: string },
  request: SignInRequest,
): Promise<Refusal | undefined> {
  const refused = await refuseUnproven(context, caller, password, request);
  if (refused) return refused;
  const { secondFactor } = context;
  if (!(await secondFactor.find(caller.userId)).on) return refusal('second_factor_off');
  return await secondFactor.refuse(caller.userId, code, 'signed in');
}

const countChange = async (
  { db, limits }: Pick<ControlContext, 'db' | 'limits'>,
  { userId }: Pick<MakerCaller, 'userId'>,
): Promise<Refusal | undefined> =>
  rateRefusal([await takeRate(db, `second factor ${userId}`, limits.secondFactorChangesPerUser)]);

/** Counts a try and asks for the password; a program with an API key has none. */
async function refuseUnproven(
  { db, limits, signIn }: ControlContext,
  { userId, sessionId }: MakerCaller,
  password: string,
  request: SignInRequest,
): Promise<Refusal | undefined> {
  if (sessionId === null) return refusal('not_allowed');
  return (await countChange({ db, limits }, { userId })) ?? (await signIn.provePassword(request, userId, password));
}

/** Asks for the password, and for a code where the user has a second factor: an open browser is not enough. */
export async function refuseWithoutBoth(
  context: ControlContext,
  caller: MakerCaller,
  { password, code }: { password: string; code?: string | undefined },
  request: SignInRequest,
): Promise<Refusal | undefined> {
  const refused = await refuseUnproven(context, caller, password, request);
  return refused ?? (await context.secondFactor.refuse(caller.userId, code, 'signed in'));
}
