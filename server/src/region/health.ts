import type { Reply, regionSales } from '@kaitong/contract';
import { findClockSkew } from '../store/server-processes.ts';
import type { RegionContext } from './context.ts';
import { countFigures } from './figures/count-figures.ts';
import { listHours } from './figures/hours.ts';
import { findMove } from './moving/move.ts';
import { findLastLook } from './reconciliation/last-look.ts';

/** How this region is, for the operator. */
export async function getHealth({
  db,
  decoder,
  space,
  keys,
  certificate,
}: RegionContext): Promise<Reply<typeof regionSales.getHealth>> {
  return {
    ...(await countFigures(db)),
    hours: await listHours(db),
    decoder: await decoder(),
    reconciled: await findLastLook(db),
    move: await findMove(db),
    clockSkewMs: await findClockSkew(db),
    storage: await space.look(),
    keys: await keys.look(),
    certificate: certificate(),
  };
}
