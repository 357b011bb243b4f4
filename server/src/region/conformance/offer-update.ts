import { type DeviceId, type ReleaseId, seconds } from '@kaitong/contract';
import { chooseOffer, type ItemFacts } from '@kaitong/core';
import type { ConformanceStage } from '../../store/region/conformance.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { beginAnew } from '../firmware/begin-anew.ts';
import { findOfferable } from '../firmware/choose-offers.ts';
import { changeItem } from './change-item.ts';
import { findConformanceOf, type LockedConformance } from './lock-conformance.ts';
import { observe } from './observe.ts';

const ITEM = 'update';
const WORTH_SENDING = seconds(30);

type Update = NonNullable<ConformanceStage['update']>;

/** Looks what newer firmware there is for the device, whatever its share. */
export async function chooseUpdate(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  const device = await trx
    .selectFrom('device_now')
    .innerJoin('product', 'product.pid', 'device_now.pid')
    .select(['device_now.firmware', 'product.releases'])
    .where('device_id', '=', test.device_id)
    .executeTakeFirst();
  if (!device?.firmware) return;
  const offered = await findOfferable(trx, device.releases ?? []);
  const camera = { deviceId: test.device_id, pid: test.pid, firmware: device.firmware, tried: new Map() };
  const chosen = chooseOffer(
    camera,
    offered.map((release) => ({ ...release, percent: 100 })),
  );
  if (chosen)
    test.stage.update = { releaseId: chosen.releaseId, version: chosen.manifest.version, toldAt: null, isAsked: false };
}

/** @returns the command's id, which its reply names */
export async function tellUpdate(trx: RegionTransaction, test: LockedConformance): Promise<string> {
  const { update } = test.stage;
  if (!update) throw new Error(`test ${test.id} has no firmware to tell of`);
  test.stage.update = { ...update, toldAt: test.now.toISOString() };
  observe(test, 'update.told', { version: update.version });
  await beginAnew(trx, test.device_id, update.releaseId); // a bench flashes the same unit again and again
  return await sendCommand(trx, { deviceId: test.device_id, name: 'update', payload: {}, life: WORTH_SENDING });
}

/** The device asks for firmware. @returns the release that it is offered for its test, whatever its share; `undefined`: none */
export async function findTestedRelease(
  { db }: Pick<RegionContext, 'db'>,
  deviceId: DeviceId,
): Promise<ReleaseId | undefined> {
  const test = await db
    .selectFrom('conformance')
    .select(['id', 'stage'])
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .where('item', '=', ITEM)
    .executeTakeFirst();
  const update = test?.stage.update;
  if (!test || !update?.toldAt) return undefined;
  if (!update.isAsked)
    await db.transaction().execute((trx) =>
      changeItem(trx, { id: test.id, item: ITEM }, ({ stage }) => {
        if (stage.update) stage.update = { ...stage.update, isAsked: true };
      }),
    );
  return update.releaseId;
}

/** What the device has said of that release since it was told. */
export async function readUpdate(
  trx: RegionTransaction,
  { device_id }: LockedConformance,
  { releaseId, version, toldAt, isAsked }: Update,
): Promise<ItemFacts['update']> {
  const said = await trx
    .selectFrom('firmware_update')
    .select(['report', 'reason', 'reported_at'])
    .where('device_id', '=', device_id)
    .where('release_id', '=', releaseId)
    .executeTakeFirst();
  const isReported = toldAt !== null && said?.reported_at != null && said.reported_at >= new Date(toldAt);
  return { version, isAsked, report: isReported ? said.report : null, reason: isReported ? said.reason : null };
}

/** The device reported what came of an update: its test looks whether it goes on. */
export async function hearUpdateReport(trx: RegionTransaction, deviceId: DeviceId, report: string): Promise<void> {
  const id = await findConformanceOf(trx, deviceId);
  if (id === undefined) return;
  await changeItem(trx, { id, item: ITEM }, (test) => {
    observe(test, 'update.reported', { version: test.stage.update?.version ?? '-', report });
  });
}
