import { seconds } from '@kaitong/contract';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import type { RegionTables } from '../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from './context.ts';
import { renewClaims } from './devices/renew-claims.ts';

/** Control is to be asked for all that it has for this region. */
const ASK_AGAIN = 'control.ask-again';
const ALL = 'all';

/** For a region whose database was brought back: what it and control know of each other is of different days. */
export async function beginLife(trx: RegionTransaction): Promise<void> {
  await renewClaims(trx);
  await setDeadline(trx, ASK_AGAIN, ALL, seconds(0));
}

export const lifeHandlers = ({ control, region }: RegionContext): Record<string, DeadlineHandler<RegionTables>> => ({
  [ASK_AGAIN]: async () => {
    await control.sendAgain({ body: { region } });
  },
});
