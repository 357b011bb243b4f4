import type { ApplicationId, RevocationReason } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';

const REVOCATIONS = 'certificate revocations';

/**
 * Revokes the certificate of an application, in the transaction that takes its activation back: public from the commit
 * on. There is no way back; a product that is verified anew gets a new certificate.
 *
 * @returns false where there is no certificate, or it was revoked before
 */
export async function revokeCertificate(
  trx: ControlTransaction,
  { applicationId, reason }: { applicationId: ApplicationId; reason: RevocationReason },
): Promise<boolean> {
  const certified = await trx
    .selectFrom('application')
    .select(['account_id', 'pid', 'device_id'])
    .where('id', '=', applicationId)
    .where('certificate', 'is not', null)
    .executeTakeFirst();
  if (!certified) return false;
  await sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${REVOCATIONS}, 0))`.execute(trx);
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('revoked_certificate')
    .values({ application_id: applicationId, reason })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  const { account_id, pid, device_id: deviceId } = certified;
  const data = { applicationId, pid, productName: null, deviceId, reason };
  await writeNotice(trx, account_id, { kind: 'certificate.revoked', data });
  return true;
}

/** Waits for revocations that are about to be committed: a list must not lack what happened before its own time. */
export async function settleRevocations(trx: ControlTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${REVOCATIONS}, 0))`.execute(trx);
}
