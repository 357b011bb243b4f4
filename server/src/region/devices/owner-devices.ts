import {
  type app,
  canDevice,
  DeviceId,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { takeSettings } from '../presence/device-presence.ts';
import { changeDeviceSettings, type SettingsChange } from './change-settings.ts';
import { refuseKind } from './refuse-kind.ts';
import { type DevicePlace, findShownDevice, type ShownDevice, showDevices } from './show-device.ts';

export async function listDevices(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit } }: Parsed<typeof app.listDevices>,
): Promise<Reply<typeof app.listDevices>> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (cursor !== undefined && !after) return { items: [], former: [], next: null };
  const found = await showDevices(db, ownerId, { after, limit: limit + 1 });
  const { items, next } = toPage(
    found,
    limit,
    ({ place }) => toCursor(place),
    (one) => one,
  );
  const devicesAmong = (wanted: DevicePlace['among']) =>
    items.filter(({ place }) => place.among === wanted).map(({ device }) => device);
  return { items: devicesAmong('paired'), former: devicesAmong('former'), next };
}

/** A place and no id that is looked up: whoever pages meanwhile may have the device removed. */
const toCursor = ({ among, pairedAt, deviceId }: DevicePlace): string => `${among}-${pairedAt.getTime()}-${deviceId}`;

function readCursor(cursor: string): DevicePlace | undefined {
  const [, among, ms, id] = /^(paired|former)-(\d{1,14})-(.*)$/.exec(cursor) ?? [];
  const deviceId = DeviceId.safeParse(id);
  if (!ms || !deviceId.success) return undefined;
  return { among: among === 'paired' ? 'paired' : 'former', pairedAt: new Date(Number(ms)), deviceId: deviceId.data };
}

export async function getDevice(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof app.getDevice>,
): Promise<ShownDevice | Refusal> {
  return (await findShownDevice(db, ownerId, deviceId)) ?? refusal('not_found');
}

export async function updateDevice(
  context: RegionContext,
  caller: OwnerCaller,
  { params, body: { name, verificationFootageAllowed } }: Parsed<typeof app.updateDevice>,
): Promise<ShownDevice | Refusal> {
  // What a maker may see is between it and the camera's owner.
  if (caller.member && verificationFootageAllowed !== undefined) return refusal('household_right_missing');
  if (verificationFootageAllowed !== undefined) {
    const refused = await refuseKind(context, { ownerId: caller.ownerId, deviceId: params.deviceId }, 'verify');
    if (refused) return refused;
  }
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(verificationFootageAllowed === undefined ? {} : { verification_footage_allowed: verificationFootageAllowed }),
  };
  if (Object.keys(change).length > 0) {
    await context.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('device')
        .set(change)
        .where('device_id', '=', params.deviceId)
        .where('owner_id', '=', caller.ownerId)
        .where('removed_at', 'is', null)
        .execute();
      await tellOwner(trx, caller.ownerId, { type: 'devices.changed', deviceId: params.deviceId });
    });
  }
  return await getDevice(context, caller, { params, query: undefined, body: undefined });
}

export async function changeSettings(
  context: RegionContext,
  caller: OwnerCaller,
  { params, body: { motionDetection, privacyMode } }: Parsed<typeof app.changeSettings>,
): Promise<ShownDevice | Refusal> {
  const input = { params, query: undefined, body: undefined };
  const device = await getDevice(context, caller, input);
  if (isRefusal(device)) return device;
  const change = {
    ...(motionDetection === undefined ? {} : { motionDetection }),
    ...(privacyMode === undefined ? {} : { privacyMode }),
  };
  if (Object.keys(change).length === 0) return device;
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `settings ${params.deviceId}`, limits.settingsPerDevice)]);
  if (tooMany) return tooMany;
  const refused = canDevice(device.kind, 'talk')
    ? await changeDeviceSettings(context, params.deviceId, change)
    : await keepSettings(context, caller, params.deviceId, change);
  return refused ?? (await getDevice(context, caller, input));
}

/** Nobody has to confirm what only we go by: whether what is pushed is taken. */
async function keepSettings(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  deviceId: DeviceId,
  { motionDetection, privacyMode }: SettingsChange,
): Promise<Refusal | undefined> {
  if (motionDetection !== undefined) return refusal('device_push_only');
  await db.transaction().execute(async (trx) => {
    await takeSettings(trx, deviceId, { privacyMode });
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
  });
  return undefined;
}
