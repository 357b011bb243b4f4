import type { Pid, WaiverSubject } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { readPayload } from '../certificates/read-payload.ts';

/**
 * What may be waived of a product: warnings of the certificate that counts, and items that were no pass in the newest extended
 * test of any account. Errors are none of it: they gave no certificate.
 */
export async function findWaivable(db: Kysely<ControlTables>, pid: Pid): Promise<WaiverSubject[]> {
  const certified = await db
    .selectFrom('activation')
    .innerJoin('application', 'application.id', 'activation.application_id')
    .leftJoin('revoked_certificate as revoked', 'revoked.application_id', 'application.id')
    .select('application.certificate')
    .where('activation.pid', '=', pid)
    .where('revoked.application_id', 'is', null)
    .executeTakeFirst();
  const { warnings } = certified?.certificate ? readPayload(certified.certificate) : { warnings: [] };
  const test = await db
    .selectFrom('conformance')
    .select('items')
    .where('pid', '=', pid)
    .where('state', '=', 'ended')
    .where('problem', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const codes = [...new Set(warnings.map(({ code }) => code))].sort();
  const flawed = (test?.items ?? []).filter(({ verdict }) => verdict === 'warn' || verdict === 'fail');
  return [
    ...codes.map((code) => ({ kind: 'finding' as const, code })),
    ...flawed.map(({ name }) => ({ kind: 'item' as const, code: name })),
  ];
}
