import {
  type DeviceId,
  isRefusal,
  type Pid,
  type Refusal,
  type Region,
  type RoledOperation,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { findProductFor } from './find-product-for.ts';

/** Where a device of a product that the caller may reach is paired: the newest pairing, if two regions know it. */
export async function findDeviceFor(
  context: ControlContext,
  caller: MakerCaller,
  deviceId: DeviceId,
  operation: RoledOperation,
): Promise<{ region: Region; pid: Pid } | Refusal> {
  const { given, silent } = await askRegions(context, (region) =>
    region.findDevice({ body: { deviceId, ping: false } }),
  );
  const known = given
    .flatMap(({ region, answer: { found } }) => (found ? [{ region, found }] : []))
    .sort((a, b) => b.found.pairedAt.localeCompare(a.found.pairedAt));
  const [newest] = known;
  if (!newest)
    return silent.length > 0
      ? refusal('region_unreachable', { region: silent.sort().join(', ') })
      : refusal('not_found');
  const product = await findProductFor(context.db, caller, newest.found.pid, operation);
  return isRefusal(product) ? product : { region: newest.region, pid: product.pid };
}
