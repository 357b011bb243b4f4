import type { certificates, Refusal, Reply } from '@kaitong/contract';
import { signRevocations } from '@kaitong/judge';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { readNow } from '../../store/database-clock.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext } from '../context.ts';
import { settleRevocations } from './revoke-certificate.ts';
import { openSigningKey } from './signing-key.ts';

/** Every revocation so far, signed: whoever has a copy can check certificates without asking us. */
export async function getCertificateRevocations(
  context: ControlContext,
  { ip }: { ip: string },
): Promise<Reply<typeof certificates.getCertificateRevocations> | Refusal> {
  const tooMany = rateRefusal([
    await takeRate(context.db, `revocations ip ${ip}`, context.limits.revocationListsPerIp),
  ]);
  if (tooMany) return tooMany;
  return await context.db.transaction().execute(async (trx) => {
    const key = await openSigningKey(context, trx);
    await settleRevocations(trx);
    const issuedAt = (await readNow(trx)).toISOString();
    const revoked = await trx.selectFrom('revoked_certificate').selectAll().orderBy('application_id').execute();
    const revocations = await signRevocations(
      {
        version: 1,
        issuer: context.publicUrl,
        issuedAt,
        revoked: revoked.map((row) => ({
          applicationId: row.application_id,
          revokedAt: row.revoked_at.toISOString(),
          reason: row.reason,
        })),
      },
      key,
    );
    return { revocations };
  });
}
