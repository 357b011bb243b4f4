import {
  DeviceId,
  isRefusal,
  type Parsed,
  type Pid,
  type products,
  type Refusal,
  type Reply,
  type regionCalls,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { findProductFor, visibleProducts } from './find-product-for.ts';

/** As many PIDs as a region takes in one question. */
const PIDS_AT_ONCE = 500;

type Query = Parsed<typeof products.listDevices>['query'];
type Listed = Reply<typeof products.listDevices>['items'][number];
type Place = Pick<Listed, 'pairedAt' | 'deviceId'>;

/** Paired devices of the products that the caller may see, the newest pairing first. Silent regions are named. */
export async function listDevices(
  context: ControlContext,
  caller: MakerCaller,
  { query }: Parsed<typeof products.listDevices>,
): Promise<Reply<typeof products.listDevices> | Refusal> {
  const pids = await pidsFor(context, caller, query);
  if (isRefusal(pids)) return pids;
  const { cursor, limit, search, only } = query;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (pids.length === 0 || (cursor !== undefined && !after)) return { items: [], next: null, unreachable: [] };
  const { given, silent } = await askRegions(context, async (region) => {
    const items: Listed[] = [];
    for (let first = 0; first < pids.length; first += PIDS_AT_ONCE) {
      const body: Parsed<typeof regionCalls.listProductDevices>['body'] = {
        pids: pids.slice(first, first + PIDS_AT_ONCE),
        accountId: caller.accountId,
        limit: limit + 1,
        ...(search ? { search } : {}),
        ...(only ? { only } : {}),
        ...(after ? { after } : {}),
      };
      items.push(...(await region.listProductDevices({ body })).items);
    }
    return items;
  });
  // A region of before, while an update is under way, says all that it has.
  const isWanted = (device: Listed): boolean =>
    (after === undefined || newestFirst(after, device) < 0) &&
    (only !== 'testers' || device.tester) &&
    (only !== 'to_verify' || device.presence !== 'offline');
  const found = given
    .flatMap(({ answer }) => answer)
    .filter(isWanted)
    .sort(newestFirst);
  return { ...toPage(found, limit, toCursor, (device) => device), unreachable: silent.sort() };
}

/** No two devices stand in one place, so pages neither repeat nor lose one whatever is paired or removed meanwhile. */
function newestFirst(a: Place, b: Place): number {
  const later = Date.parse(b.pairedAt) - Date.parse(a.pairedAt);
  if (later !== 0 || a.deviceId === b.deviceId) return later;
  return a.deviceId < b.deviceId ? 1 : -1;
}

/** A place in the order of all regions: one region could not look up the device of another. */
const toCursor = ({ pairedAt, deviceId }: Place): string => `${Date.parse(pairedAt)}-${deviceId}`;

function readCursor(cursor: string): (Place & { deviceId: DeviceId }) | undefined {
  const [, ms, id] = /^(\d{1,14})-(.*)$/.exec(cursor) ?? [];
  const deviceId = DeviceId.safeParse(id);
  return ms && deviceId.success ? { pairedAt: new Date(Number(ms)).toISOString(), deviceId: deviceId.data } : undefined;
}

async function pidsFor({ db }: ControlContext, caller: MakerCaller, { pid, only }: Query): Promise<Pid[] | Refusal> {
  if (pid !== undefined) {
    const product = await findProductFor(db, caller, pid, 'listDevices');
    if (isRefusal(product)) return product;
  }
  let visible = visibleProducts(db, caller.accountId, 'listDevices');
  if (pid !== undefined) visible = visible.where('product.pid', '=', pid);
  if (only === 'to_verify')
    visible = visible.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('activation')
            .select('activation.pid')
            .whereRef('activation.pid', '=', 'product.pid')
            .where('activation.sample', '<>', 'browser'),
        ),
      ),
    );
  return (await visible.execute()).map((row) => row.pid);
}
