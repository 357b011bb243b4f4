import type { billing, Language, Reply, ServiceId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';

type Row = {
  service_id: ServiceId;
  agreement_version: string;
  title: string;
  share_percent: number;
  state: 'in_force' | 'ended';
  effective_at: Date;
  until: Date | null;
  current: string | null;
};

/** 合约管理: what the account agreed to, newest first. A version ends when the next one begins. */
export async function listContracts(
  { db }: ControlContext,
  caller: MakerCaller,
  language: Language,
): Promise<Reply<typeof billing.listContracts>> {
  const { rows } = await sql<Row>`
    SELECT o.service_id, o.agreement_version, a.title, v.share_percent, o.state, o.effective_at,
      lead(o.effective_at) OVER (PARTITION BY o.service_id ORDER BY o.effective_at, o.id) AS until,
      (SELECT c.version FROM agreement_version c WHERE c.service_id = o.service_id AND c.state = 'current') AS current
    FROM service_order o
    JOIN agreement_version v ON v.service_id = o.service_id AND v.version = o.agreement_version
    JOIN agreement a ON a.service_id = v.service_id AND a.version = v.version AND a.language = ${language}
    WHERE o.account_id = ${caller.accountId}
    ORDER BY o.effective_at DESC, o.id DESC`.execute(db);
  return {
    items: rows.map((row) => ({
      serviceId: row.service_id,
      agreementVersion: row.agreement_version,
      title: row.title,
      sharePercent: row.share_percent,
      from: row.effective_at.toISOString(),
      until: row.until?.toISOString() ?? null,
      newer: row.state === 'in_force' && row.current !== row.agreement_version ? row.current : null,
    })),
  };
}
