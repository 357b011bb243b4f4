import {
  type ConformanceProgress,
  type controlPlane,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import type { ConformanceTable } from '../../store/control/conformance.ts';
import { json } from '../../store/database.ts';
import { appendForFollowers } from '../../store/topics.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { armSilence, disarmSilence, tellEnd } from './silence.ts';
import { conformanceTopic } from './topic.ts';

/** Takes a region's reports on an extended test: each number once and in order, from the region that it was started in. */
export async function reportConformance(
  { db }: ControlContext,
  caller: PlaneCaller,
  { params: { conformanceId: id }, body }: Parsed<typeof controlPlane.reportConformance>,
): Promise<Reply<typeof controlPlane.reportConformance> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const test = await trx.selectFrom('conformance').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!test) return refusal('not_found');
    if (test.region !== body.region || caller.from !== body.region) return refusal('not_allowed');
    let taken = test.reports_taken;
    for (const { seq, report } of body.reports) {
      if (seq <= taken) continue; // sent again because our answer was lost
      if (seq > taken + 1) break; // the one before is on its way from another process
      if (test.state === 'running') await take(trx, test, report);
      else if (report.type === 'item') await tellEnd(trx, id);
      taken = seq;
    }
    await trx.updateTable('conformance').set({ reports_taken: taken }).where('id', '=', id).execute();
    return { taken };
  });
}

async function take(
  trx: ControlTransaction,
  test: Selectable<ConformanceTable>,
  report: ConformanceProgress,
): Promise<void> {
  const { id } = test;
  if (report.type === 'item') {
    test.items = test.items.map((item) => (item.name === report.item.name ? report.item : item));
    await trx
      .updateTable('conformance')
      .set({ items: json(test.items) })
      .where('id', '=', id)
      .execute();
    await armSilence(trx, id);
  } else {
    test.state = 'ended';
    await trx
      .updateTable('conformance')
      .set({
        state: 'ended',
        problem: report.problem && json(report.problem),
        ended_at: sql<Date>`kaitong_now()`,
      })
      .where('id', '=', id)
      .execute();
    await disarmSilence(trx, id);
  }
  await appendForFollowers(trx, conformanceTopic(id), report);
}
