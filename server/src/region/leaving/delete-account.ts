import { type app, days, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { createToken, hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { AccountDeletionTable } from '../../store/region/leaving.ts';
import type { RegionContext } from '../context.ts';
import { DEPARTURES_KEPT, logDeparture } from './departure-log.ts';
import { eraseOwner } from './erase-owner.ts';

type Receipt = Reply<typeof app.getDeletionReceipt>;

/** Deletes the account of whoever proves that it is theirs. The receipt's token is in this answer only. */
export async function deleteAccount(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { body: { password } }: Parsed<typeof app.deleteAccount>,
  request: SignInRequest,
): Promise<Reply<typeof app.deleteAccount> | Refusal> {
  const { db, limits, signIn, publicUrl } = context;
  const tooMany = rateRefusal([await takeRate(db, `password ${ownerId}`, limits.passwordTriesPerOwner)]);
  if (tooMany) return tooMany;
  const refused = await signIn.provePassword(request, ownerId, password);
  if (refused) return refused;
  const log = await logDeparture(context, ownerId);
  const { token, hash } = createToken('ka_');
  await eraseOwner(context, { ownerId, log, tokenHash: hash });
  const receipt = await findReceipt(context, hash);
  if (isRefusal(receipt)) return receipt;
  return { receipt, token, receiptUrl: `${publicUrl}/app/deleted#token=${token}` };
}

/** What was deleted when, for whoever kept the receipt: there is no account any more to ask with. */
export async function getDeletionReceipt(
  context: RegionContext,
  { body: { token } }: Parsed<typeof app.getDeletionReceipt>,
): Promise<Receipt | Refusal> {
  return await findReceipt(context, hashToken(token));
}

async function findReceipt(context: RegionContext, hash: string): Promise<Receipt | Refusal> {
  const deletion = await context.db
    .selectFrom('account_deletion')
    .selectAll()
    .where('token_hash', '=', hash)
    .executeTakeFirst();
  return deletion ? await show(context, deletion) : refusal('not_found');
}

async function show(
  { db, region }: RegionContext,
  { id, owner_id, at, devices, recordings, bytes }: Selectable<AccountDeletionTable>,
): Promise<Receipt> {
  const { rows } = await sql<{ keys: number; erased_at: Date | null; objects_at: Date | null; pending: boolean }>`
    SELECT (SELECT count(*) FROM footage_key WHERE owner_id = ${owner_id})::int AS keys,
      (SELECT max(erased_at) FROM footage_key WHERE owner_id = ${owner_id}) AS erased_at,
      (SELECT max(objects_removed_at) FROM footage_deletion WHERE owner_id = ${owner_id}) AS objects_at,
      EXISTS (SELECT FROM footage_deletion WHERE owner_id = ${owner_id} AND objects_removed_at IS NULL) AS pending
  `.execute(db);
  const [facts] = rows;
  return {
    id,
    region,
    deletedAt: at.toISOString(),
    devices,
    recordings,
    bytes: Number(bytes),
    keys: facts?.keys ?? 0,
    keysErasedAt: facts?.erased_at?.toISOString() ?? null,
    objectsRemovedAt: facts?.pending ? null : (facts?.objects_at?.toISOString() ?? at.toISOString()),
    repeatedFor: Math.round(DEPARTURES_KEPT / days(1)),
  };
}
