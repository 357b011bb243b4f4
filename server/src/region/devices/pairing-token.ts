import { type app, minutes, type PairingText, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { createToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { holdOwner } from '../owners/leaving-owners.ts';
import { hashHandOverCode } from './hand-over.ts';

const LIFE = minutes(10);

/** A one-time token that pairs a camera to this owner, as the text of a QR code. */
export async function createPairingToken(
  { db, limits, publicUrl, authority }: RegionContext,
  { ownerId }: OwnerCaller,
  { body }: Parsed<typeof app.createPairingToken>,
): Promise<Reply<typeof app.createPairingToken> | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `pairing-token ${ownerId}`, limits.pairingTokensPerOwner)]);
  if (tooMany) return tooMany;
  const { token, hash } = createToken('kp_');
  const row = await db.transaction().execute(async (trx) => {
    if (!(await holdOwner(trx, ownerId))) return undefined;
    return await trx
      .insertInto('pairing_token')
      .values({
        hash,
        owner_id: ownerId,
        expires_at: sql<Date>`kaitong_now() + ${LIFE} * interval '1 ms'`,
        device_id: null,
        hand_over: body?.handOverCode === undefined ? null : hashHandOverCode(body.handOverCode),
      })
      .returning('expires_at')
      .executeTakeFirstOrThrow();
  });
  if (!row) return refusal('not_signed_in'); // whoever leaves pairs nothing, also if they asked before
  const text: PairingText = { v: 1, u: publicUrl, t: token, ...(authority ? { ca: authority.fingerprint } : {}) };
  return { text: JSON.stringify(text), expiresAt: row.expires_at.toISOString() };
}
