import type { AccountId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';

export type AgreedTerms = { agreementVersion: string; sharePercent: number };

/**
 * The agreement on shares that an account was bound by at a moment: the version that it had agreed to last. A payment that
 * a region's clock puts before the first agreement falls under that one.
 */
export async function findAgreedTerms(db: Executor, accountId: AccountId, at: Date): Promise<AgreedTerms | undefined> {
  const { rows } = await sql<AgreedTerms>`
    SELECT agreement_version AS "agreementVersion", share_percent AS "sharePercent"
    FROM service_order JOIN agreement_version v ON v.service_id = service_order.service_id AND version = agreement_version
    WHERE account_id = ${accountId} AND service_order.service_id = 'video-cloud-storage'
    ORDER BY effective_at <= ${at} DESC, abs(extract(epoch FROM effective_at - ${at}))
    LIMIT 1`.execute(db);
  return rows[0];
}
