import {
  CONFORMANCE_ITEMS,
  type ConformanceId,
  type conformance,
  type DeviceId,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { chooseDevice, type Lookup, waitingItem } from '@kaitong/core';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { newConformanceId } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { json } from '../../store/database.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { findDevice } from '../applications/find-device.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { readDeviceId } from '../read-device-id.ts';
import { askRegion, refusalOf } from '../regions/ask-region.ts';
import { findConformanceOf, showConformance } from './show-conformance.ts';
import { armSilence } from './silence.ts';

type Found = Lookup['found'][number];

/**
 * Starts the extended test of a device: of an activated product that the caller may develop, on the line, and of an owner
 * who is the account's tester. The last of these is the region's to know.
 */
export async function startConformance(
  context: ControlContext,
  caller: MakerCaller,
  { body }: Parsed<typeof conformance.startConformance>,
): Promise<Reply<typeof conformance.startConformance> | Refusal> {
  const deviceId = readDeviceId(body.deviceId);
  if (isRefusal(deviceId)) return deviceId;
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `conformance ${caller.accountId}`, limits.conformancePerAccount)]);
  if (tooMany) return tooMany;
  const device = await findTestable(context, caller, deviceId);
  if (isRefusal(device)) return device;
  const id = newConformanceId();
  await store(context, caller, id, device);
  const chosen = CONFORMANCE_ITEMS.filter((name) => body.items?.includes(name) ?? true);
  const refused = await startIn(context, caller, id, device, chosen);
  if (refused) {
    await forget(context, id, refused);
    return refused;
  }
  const test = await findConformanceOf(db, caller, id);
  return test ? showConformance(test) : refusal('not_found');
}

/** A device on the line, of an activated product that the caller may develop. */
export async function findTestable(
  context: ControlContext,
  caller: MakerCaller,
  deviceId: DeviceId,
  operation: 'startConformance' | 'startSoak' = 'startConformance',
): Promise<Found | Refusal> {
  const lookup = await findDevice(context, deviceId);
  const device = chooseDevice(lookup);
  if (!device) {
    const { silent } = lookup;
    return silent.length > 0 ? refusal('region_unreachable', { region: silent.join(', ') }) : refusal('device_unknown');
  }
  const product = await findProductFor(context.db, caller, device.pid, operation);
  if (isRefusal(product)) return product.code === 'not_found' ? refusal('pid_not_in_account') : product;
  const activated = await context.db
    .selectFrom('activation')
    .select('pid')
    .where('pid', '=', device.pid)
    .executeTakeFirst();
  if (!activated) return refusal('product_not_activated');
  return device.presence === 'offline' ? refusal('device_offline') : device;
}

async function store(context: ControlContext, caller: MakerCaller, id: ConformanceId, device: Found): Promise<void> {
  const { accountId, userId } = caller;
  await context.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('conformance')
      .values({
        id,
        account_id: accountId,
        user_id: userId,
        device_id: device.deviceId,
        pid: device.pid,
        firmware: device.firmware,
        region: device.region,
        state: 'running',
        items: json(CONFORMANCE_ITEMS.map(waitingItem)),
        problem: null,
        ended_at: null,
      })
      .execute();
    await armSilence(trx, id);
    await audit(trx, caller, 'conformance.started', id);
  });
}

/** A region that did not answer may have started it all the same: then its first report has it end there. */
async function forget({ db }: ControlContext, id: ConformanceId, problem: Refusal): Promise<void> {
  if (problem.code !== 'region_silent') {
    await db.deleteFrom('conformance').where('id', '=', id).execute();
    return;
  }
  await db
    .updateTable('conformance')
    .set({ state: 'ended', problem: json(problem), ended_at: sql<Date>`kaitong_now()` })
    .where('id', '=', id)
    .execute();
}

async function startIn(
  context: ControlContext,
  caller: MakerCaller,
  conformanceId: ConformanceId,
  { region, deviceId, pid }: Found,
  items: (typeof CONFORMANCE_ITEMS)[number][],
): Promise<Refusal | undefined> {
  const accountId = caller.accountId;
  const answer = await askRegion(context, region, (client) =>
    client.startConformance({ params: { conformanceId }, body: { deviceId, pid, accountId, items } }).catch(refusalOf),
  );
  return isRefusal(answer) ? answer : undefined;
}
