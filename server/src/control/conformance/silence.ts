import { type ConformanceId, minutes, refusal, seconds } from '@kaitong/contract';
import { awaySince, UNNOTICED } from '@kaitong/core';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import { appendForFollowers } from '../../store/topics.ts';
import { readTally } from '../../uptime/read-tally.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { conformanceTopic } from './topic.ts';

export const REGION_SILENT = 'conformance.silent';
/** When a region is to hear that a test has ended here. */
const REGION_END = 'conformance.end';
/** By far longer than any step: a region that reports nothing for so long is away. */
const PATIENCE = minutes(5);

export async function armSilence(trx: ControlTransaction, id: ConformanceId): Promise<void> {
  await setDeadline(trx, REGION_SILENT, id, PATIENCE);
}

export async function disarmSilence(trx: ControlTransaction, id: ConformanceId): Promise<void> {
  await clearDeadline(trx, REGION_SILENT, id);
}

/** For a region that goes on with a test that has ended here, until it has heard of that. */
export async function tellEnd(trx: ControlTransaction, id: ConformanceId): Promise<void> {
  await setDeadline(trx, REGION_END, id, seconds(0));
}

/** Ends a test whose region is not heard of any more, so that its page does not wait for ever. */
export const conformanceDeadlineHandlers = ({
  regions,
}: ControlContext): Record<string, DeadlineHandler<ControlTables, ConformanceId>> => ({
  [REGION_END]: async ({ subject }, trx) => {
    const test = await trx.selectFrom('conformance').select('region').where('id', '=', subject).executeTakeFirst();
    const region = test && regions.get(test.region);
    await region?.endConformance({ params: { conformanceId: subject } });
  },
  [REGION_SILENT]: async ({ subject, late }, trx) => {
    const { tally, now } = await readTally(trx);
    // Nobody was there to hear the region either: it gets its time again.
    if (late > UNNOTICED || awaySince(tally, now) !== undefined) return await armSilence(trx, subject);
    const test = await trx
      .selectFrom('conformance')
      .select(['state', 'region'])
      .where('id', '=', subject)
      .forUpdate()
      .executeTakeFirst();
    if (test?.state !== 'running') return;
    const problem = refusal('region_silent', { region: test.region });
    await trx
      .updateTable('conformance')
      .set({ state: 'ended', problem: json(problem), ended_at: sql<Date>`kaitong_now()` })
      .where('id', '=', subject)
      .execute();
    await appendForFollowers(trx, conformanceTopic(subject), { type: 'ended', problem });
    await tellEnd(trx, subject);
  },
});
