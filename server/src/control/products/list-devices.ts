import { isRefusal, type Parsed, type Pid, type products, type Refusal, type Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { findProductFor, visibleProducts } from './find-product-for.ts';

/** As many PIDs as a region takes in one question. */
const PIDS_AT_ONCE = 500;

/** Paired devices of the products that the caller may see, the newest pairing first. Silent regions are named. */
export async function listDevices(
  context: ControlContext,
  caller: MakerCaller,
  { query: { pid, search } }: Parsed<typeof products.listDevices>,
): Promise<Reply<typeof products.listDevices> | Refusal> {
  const pids = await pidsFor(context, caller, pid);
  if (isRefusal(pids)) return pids;
  if (pids.length === 0) return { items: [], unreachable: [] };
  const { given, silent } = await askRegions(context, async (region) => {
    const items = [];
    for (let first = 0; first < pids.length; first += PIDS_AT_ONCE) {
      const some = pids.slice(first, first + PIDS_AT_ONCE);
      const body = { pids: some, accountId: caller.accountId, ...(search ? { search } : {}) };
      items.push(...(await region.listProductDevices({ body })).items);
    }
    return items;
  });
  const items = given
    .flatMap(({ answer }) => answer)
    .sort((a, b) => b.pairedAt.localeCompare(a.pairedAt) || a.deviceId.localeCompare(b.deviceId));
  return { items, unreachable: silent.sort() };
}

async function pidsFor({ db }: ControlContext, caller: MakerCaller, pid: Pid | undefined): Promise<string[] | Refusal> {
  if (pid === undefined)
    return (await visibleProducts(db, caller.accountId, 'listDevices').execute()).map((row) => row.pid);
  const product = await findProductFor(db, caller, pid, 'listDevices');
  return isRefusal(product) ? product : [pid];
}
