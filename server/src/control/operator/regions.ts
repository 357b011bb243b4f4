import {
  isRefusal,
  type Parsed,
  type platform,
  type Refusal,
  type Region,
  type RegionHealth,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { findBackupCheck } from '../../backup/nightly.ts';
import type { OperatorCaller } from '../../callers.ts';
import type { Executor } from '../../store/executor.ts';
import { findClockSkew } from '../../store/server-processes.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { askRegions } from '../regions/ask-regions.ts';

const UNKNOWN = {
  devices: null,
  online: null,
  subscriptions: null,
  footageBytes: null,
  judgeQueue: null,
  decoder: null,
  unreported: null,
  hours: null,
  reconciled: null,
  move: null,
  clockSkewMs: null,
  storage: null,
  keys: null,
  certificate: null,
};

/** Every region with what control owes it, and the figures that it tells itself where it answers. */
export async function listRegions(context: ControlContext): Promise<Reply<typeof platform.listRegions>> {
  const names = [...context.regions.keys()];
  const [{ given }, kept] = await Promise.all([
    askRegions(context, (client) => client.getHealth({})),
    listKept(context.db, names),
  ]);
  const items = names.sort().map((region): RegionHealth => {
    const answer = given.find((one) => one.region === region)?.answer;
    return { region, answers: answer !== undefined, ...(kept.get(region) ?? UNSET), ...(answer ?? UNKNOWN) };
  });
  const [clockSkewMs, backup] = await Promise.all([findClockSkew(context.db), findBackupCheck(context)]);
  return { items, control: { clockSkewMs, certificate: context.certificate(), backup } };
}

/** Has a region look at all its footage now; what it finds stands in its health. */
export async function reconcileFootage(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { region } }: Parsed<typeof platform.reconcileFootage>,
): Promise<Reply<typeof platform.reconcileFootage> | Refusal> {
  if (!context.regions.has(region)) return refusal('not_found');
  await auditAhead(context.db, caller, 'footage.reconciliation_asked', region);
  const answer = await askRegion(context, region, (client) => client.reconcileFootage({}));
  return isRefusal(answer) ? answer : {};
}

type Kept = Pick<RegionHealth, 'currency' | 'mainland' | 'segmentSeconds' | 'pending'>;
const UNSET: Kept = { currency: 'USD', mainland: false, segmentSeconds: 10, pending: 0 };

async function listKept(db: Executor, names: Region[]): Promise<Map<string, Kept>> {
  const { rows } = await sql<Kept & { region: Region }>`
    SELECT region, currency, mainland, segment_seconds AS "segmentSeconds",
      (SELECT count(*) FROM publication p JOIN product USING (pid)
       WHERE p.region = s.region AND confirmed_version < product.version)
      + (SELECT count(*) FROM licence_delivery l WHERE l.region = s.region AND delivered_at IS NULL)
      + (SELECT count(*) FROM catalogue_publication c, catalogue
         WHERE c.region = s.region AND c.confirmed_version < catalogue.version) AS pending
    FROM region_setting s WHERE region = ANY(${names})`.execute(db);
  return new Map(rows.map(({ region, ...kept }) => [region, kept]));
}
