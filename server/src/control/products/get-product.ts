import { type Parsed, type Pid, type products, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { visibleProducts } from './find-product-for.ts';
import { showProducts } from './show-product.ts';

/** One product, with the number of its units if every region answers. */
export async function getProduct(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof products.getProduct>,
): Promise<Reply<typeof products.getProduct> | Refusal> {
  const row = await visibleProducts(context.db, caller.accountId).where('product.pid', '=', pid).executeTakeFirst();
  const [shown] = row ? await showProducts(context.db, caller.accountId, [row]) : [];
  return shown ? { ...shown, devices: await countUnits(context, pid) } : refusal('not_found');
}

async function countUnits(context: ControlContext, pid: Pid): Promise<number | null> {
  const { given, silent } = await askRegions(context, (region) => region.countFirmware({ body: { pid } }));
  if (silent.length > 0) return null;
  return given.flatMap(({ answer }) => answer.items).reduce((sum, { units }) => sum + units, 0);
}
