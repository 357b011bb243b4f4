import { isRefusal, type Parsed, type Refusal, type Reply, type waivers } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { readWaivers } from './read-waivers.ts';

export async function listWaivers(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof waivers.listWaivers>,
): Promise<Reply<typeof waivers.listWaivers> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'listWaivers');
  return isRefusal(product) ? product : { items: await readWaivers(db, pid) };
}
