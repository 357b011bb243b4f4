import {
  type ConformanceId,
  type ConformanceItem,
  type findings,
  itemReasonText,
  itemText,
  type Language,
  observationText,
  outcomeOf,
  outcomeText,
  problemText,
  type Reply,
  verdictText,
} from '@kaitong/contract';
import { RULES_VERSION } from '@kaitong/contract/checks';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ConformanceTable } from '../../store/control/conformance.ts';
import type { ControlTables } from '../../store/control/tables.ts';

type Shared = Reply<typeof findings.getSharedFindings>;
type Test = NonNullable<Shared['test']>;
type Wanted = { id: ConformanceId; expiresAt: Date; language: Language };

/** An extended test for whoever holds its address: items, reasons and evidence, and nothing that a clip shows. */
export async function readSharedTest(db: Kysely<ControlTables>, { id, expiresAt, language }: Wanted): Promise<Shared> {
  const test = await db
    .selectFrom('conformance')
    .innerJoin('product', 'product.pid', 'conformance.pid')
    .selectAll('conformance')
    .select('product.name as product_name')
    .where('conformance.id', '=', id)
    .executeTakeFirstOrThrow();
  const { problem, items } = test;
  return {
    productName: test.product_name,
    deviceId: test.device_id,
    firmware: test.firmware,
    state: null,
    test: {
      outcome: outcomeText({ outcome: outcomeOf(items), items }, language),
      items: items.map((item) => shownItem(item, language)),
      compared: await findCompared(db, test),
    },
    problem: problem && { code: problem.code, ...problemText(problem.code, problem.params, language) },
    isPreflight: false,
    endedAt: test.ended_at?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
    rules: RULES_VERSION,
    headlines: [],
    findings: [],
    headers: [],
    compared: null,
    footage: null,
  };
}

function shownItem(
  { name, verdict, reason, observations }: ConformanceItem,
  language: Language,
): Test['items'][number] {
  const why = reason && itemReasonText(reason, language);
  return {
    name,
    ...itemText(name, language),
    verdict,
    verdictText: verdict === null ? '' : verdictText(verdict, language),
    reason: why?.title ?? null,
    remedy: why?.remedy || null,
    observations: observations.map((one) => ({ at: one.at, text: observationText(one, language) })),
  };
}

/** With the test before it of the same account and product, whichever camera it was of. */
async function findCompared(db: Kysely<ControlTables>, test: Selectable<ConformanceTable>): Promise<Test['compared']> {
  if (test.state === 'running') return null;
  const before = await db
    .selectFrom('conformance')
    .select(['firmware', 'items', 'ended_at'])
    .where('account_id', '=', test.account_id)
    .where('pid', '=', test.pid)
    .where('state', '=', 'ended')
    .where(sql<boolean>`(created_at, id) < (${test.created_at}, ${test.id})`)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!before) return null;
  const [had, has] = [before.items, test.items].map((items) => new Map(items.map((item) => [item.name, item.verdict])));
  const isFlaw = (verdict: ConformanceItem['verdict'] | undefined): boolean => verdict === 'fail' || verdict === 'warn';
  const names = test.items.map(({ name }) => name);
  return {
    before: { firmware: before.firmware, endedAt: before.ended_at?.toISOString() ?? null },
    // What was not tried this time is neither gone nor there.
    gone: names.filter((name) => isFlaw(had?.get(name)) && has?.get(name) === 'pass'),
    added: names.filter((name) => !isFlaw(had?.get(name)) && isFlaw(has?.get(name))),
    stays: names.filter((name) => isFlaw(had?.get(name)) && isFlaw(has?.get(name))),
  };
}
