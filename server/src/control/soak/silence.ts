import { hours, refusal, SOAK_HOURS, type SoakId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { tellSoakEnded } from './tell-soak.ts';

const REGION_SILENT = 'soak.silent';
/** When a region is to hear that a soak has ended here. */
const REGION_END = 'soak.end';
/** Beyond its day: a region that was away for longer says nothing of it any more. */
const PATIENCE = hours(SOAK_HOURS + 24);

export const armEnd = (trx: ControlTransaction, id: SoakId): Promise<void> =>
  setDeadline(trx, REGION_SILENT, id, PATIENCE);
export const disarmEnd = (trx: ControlTransaction, id: SoakId): Promise<void> => clearDeadline(trx, REGION_SILENT, id);
export const tellEnd = (trx: ControlTransaction, id: SoakId): Promise<void> =>
  setDeadline(trx, REGION_END, id, seconds(0));

/** Ends a soak whose region is not heard of any more. */
export const soakDeadlineHandlers = ({
  regions,
}: ControlContext): Record<string, DeadlineHandler<ControlTables, SoakId>> => ({
  [REGION_END]: async ({ subject }, trx) => {
    const soak = await trx.selectFrom('soak').select('region').where('id', '=', subject).executeTakeFirst();
    const region = soak && regions.get(soak.region);
    await region?.endSoak({ params: { soakId: subject } });
  },
  [REGION_SILENT]: async ({ subject }, trx) => {
    const soak = await trx
      .selectFrom('soak')
      .selectAll()
      .where('id', '=', subject)
      .where('state', '=', 'running')
      .forUpdate()
      .executeTakeFirst();
    if (!soak) return;
    const problem = refusal('region_silent', { region: soak.region });
    await trx
      .updateTable('soak')
      .set({ state: 'ended', problem: json(problem), ended_at: sql<Date>`kaitong_now()` })
      .where('id', '=', subject)
      .execute();
    await tellSoakEnded(trx, { ...soak, problem });
    await tellEnd(trx, subject);
  },
});
