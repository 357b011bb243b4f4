import { type controlPlane, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext } from '../context.ts';
import { catchUp } from './catch-up.ts';
import { CATALOGUE, deliveryKind } from './delivery-names.ts';

/**
 * A region's database was brought back to an earlier moment: what it confirmed since it may not have any more, such as a
 * licence's revocation, so all of it is brought again. A region takes twice what it has.
 */
export async function sendAgain(
  { db }: Pick<ControlContext, 'db'>,
  caller: PlaneCaller,
  { body: { region } }: Parsed<typeof controlPlane.sendAgain>,
): Promise<Reply<typeof controlPlane.sendAgain> | Refusal> {
  if (caller.from !== region) return refusal('not_allowed');
  await sql`UPDATE publication SET confirmed_version = 0 WHERE region = ${region}`.execute(db);
  await sql`UPDATE licence_delivery SET delivered_at = NULL WHERE region = ${region}`.execute(db);
  await setDeadline(db, deliveryKind(region), CATALOGUE, seconds(0));
  await catchUp({ db }, region);
  return {};
}
