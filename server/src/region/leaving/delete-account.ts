import { type app, days, type OwnerId, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { findLeaving } from '../owners/leaving-owners.ts';
import { beginLeaving, type Deletion, findDeletion, takeBack } from './begin-leaving.ts';
import { DEPARTURES_KEPT } from './departure-log.ts';
import { eraseOwner } from './erase-owner.ts';
import { findReceiptToken, receiptToken } from './receipt-token.ts';

type Receipt = Reply<typeof app.getDeletionReceipt>;

/**
 * Deletes the account of whoever proves that it is theirs. Once it stands in the log, what cannot be done now is done by
 * itself, and the receipt tells how far it is; where it cannot be logged nothing changes. The receipt's token is said here
 * only, to whoever asks again too.
 */
export async function deleteAccount(
  context: RegionContext,
  { ownerId, sessionId }: OwnerCaller,
  { body: { password, token } }: Parsed<typeof app.deleteAccount>,
  request: SignInRequest,
): Promise<Reply<typeof app.deleteAccount> | Refusal> {
  const { db, limits, signIn, clock } = context;
  const leaving = await findLeaving(db, ownerId);
  if (leaving)
    return leaving.sessionId === sessionId ? await answer(context, ownerId, token) : refusal('not_signed_in');
  const tooMany = rateRefusal([await takeRate(db, `password ${ownerId}`, limits.passwordTriesPerOwner)]);
  if (tooMany) return tooMany;
  const refused = await signIn.provePassword(request, ownerId, password);
  if (refused) return refused;
  const id = randomId('ad', 18);
  const tokenHash = (await ownHash(db, token)) ?? receiptToken(context, id).hash;
  await beginLeaving(context, { ownerId, sessionId, id, tokenHash, at: clock.now().toISOString() });
  const failure = await eraseOwner(context, ownerId);
  if (failure !== undefined && (await takeBack(context, ownerId))) throw failure;
  return await answer(context, ownerId, token);
}

/** Of a token that the caller made; `undefined`: there is none, or it opens another's receipt already. */
async function ownHash(db: RegionContext['db'], token: string | undefined): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const hash = hashToken(token);
  return (await findByToken(db, hash)) ? undefined : hash;
}

async function answer(
  context: RegionContext,
  ownerId: OwnerId,
  own: string | undefined,
): Promise<Reply<typeof app.deleteAccount> | Refusal> {
  const deletion = await findDeletion(context.db, ownerId);
  const isOwn = own !== undefined && deletion?.token_hash === hashToken(own);
  const token = isOwn ? own : deletion && findReceiptToken(context, deletion.id, deletion.token_hash);
  if (!deletion || token === undefined) return refusal('not_signed_in'); // deleted again from a log without a receipt
  const receiptUrl = `${context.publicUrl}/app/deleted#token=${token}`;
  return { receipt: await show(context, deletion), token, receiptUrl };
}

/** What was deleted when, for whoever kept the receipt: there is no account any more to ask with. */
export async function getDeletionReceipt(
  context: RegionContext,
  { body: { token } }: Parsed<typeof app.getDeletionReceipt>,
): Promise<Receipt | Refusal> {
  const deletion = await findByToken(context.db, hashToken(token));
  return deletion ? await show(context, deletion) : refusal('not_found');
}

const findByToken = (db: RegionContext['db'], hash: string): Promise<Deletion | undefined> =>
  db.selectFrom('account_deletion').selectAll().where('token_hash', '=', hash).executeTakeFirst();

async function show(
  { db, region }: RegionContext,
  { id, owner_id, at, finished_at, devices, recordings, bytes }: Deletion,
): Promise<Receipt> {
  const { rows } = await sql<{ keys: number; erased_at: Date | null; objects_at: Date | null; pending: boolean }>`
    SELECT (SELECT count(*) FROM footage_key WHERE owner_id = ${owner_id})::int AS keys,
      (SELECT max(erased_at) FROM footage_key WHERE owner_id = ${owner_id}) AS erased_at,
      (SELECT max(objects_removed_at) FROM footage_deletion WHERE owner_id = ${owner_id}) AS objects_at,
      EXISTS (SELECT FROM footage_deletion WHERE owner_id = ${owner_id} AND objects_removed_at IS NULL) AS pending
  `.execute(db);
  const [facts] = rows;
  const isDone = finished_at !== null;
  return {
    id,
    region,
    deletedAt: at.toISOString(),
    finishedAt: finished_at?.toISOString() ?? null,
    devices,
    recordings,
    bytes: Number(bytes),
    keys: facts?.keys ?? 0,
    keysErasedAt: (isDone && facts?.erased_at?.toISOString()) || null,
    objectsRemovedAt: facts?.pending || !isDone ? null : (facts?.objects_at ?? finished_at).toISOString(),
    repeatedFor: Math.round(DEPARTURES_KEPT / days(1)),
  };
}
