import { type controlPlane, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import { json } from '../../store/database.ts';
import type { ControlContext } from '../context.ts';
import { disarmEnd, tellEnd } from './silence.ts';
import { tellSoak, tellSoakEnded } from './tell-soak.ts';

/** Takes a region's reports on a soak: each number once and in order, from the region that it was started in. */
export async function reportSoak(
  { db }: ControlContext,
  caller: PlaneCaller,
  { params: { soakId: id }, body }: Parsed<typeof controlPlane.reportSoak>,
): Promise<Reply<typeof controlPlane.reportSoak> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const soak = await trx.selectFrom('soak').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!soak) return refusal('not_found');
    if (soak.region !== body.region || caller.from !== body.region) return refusal('not_allowed');
    let { reports_taken: taken, state, problem, hours } = soak;
    for (const { seq, report } of body.reports) {
      if (seq <= taken) continue; // sent again because our answer was lost
      if (seq > taken + 1) break; // the one before is on its way from another process
      taken = seq;
      if (state === 'ended') {
        if (report.type === 'hour') await tellEnd(trx, id);
        continue;
      }
      if (report.type === 'hour') hours = [...hours, report.hour];
      else [state, problem] = ['ended', report.problem];
    }
    const isOver = state === 'ended' && soak.state === 'running';
    await trx
      .updateTable('soak')
      .set({
        ...{ reports_taken: taken, state, hours: json(hours), problem: problem && json(problem) },
        ...(isOver && { ended_at: sql<Date>`kaitong_now()` }),
      })
      .where('id', '=', id)
      .execute();
    if (isOver) {
      await disarmEnd(trx, id);
      await tellSoakEnded(trx, { ...soak, hours, problem });
    } else if (hours.length > soak.hours.length) await tellSoak(trx, soak);
    return { taken };
  });
}
