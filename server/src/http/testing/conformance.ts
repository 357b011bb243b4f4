import type { ConformanceId, DeviceId, ItemName } from '@kaitong/contract';
import { newConformanceId } from '../../secrets/new-ids.ts';
import type { Camera, Phone } from './people.ts';
import type { TestRegion } from './region.ts';

export const TESTING_ACCOUNT = { accountId: `ac${'a'.repeat(18)}` as never, accountName: 'Maker' };

/** Starts the extended test of a camera, as control does for an account that its owner lets test. */
export async function startTest(
  { context, plane }: TestRegion,
  phone: Phone,
  camera: Camera,
  items: ItemName[],
): Promise<ConformanceId> {
  const { code } = await phone.createTesterCode({});
  await plane.redeemTesterCode({ body: { code, ...TESTING_ACCOUNT } });
  const { pid } = await context.db
    .selectFrom('device')
    .select('pid')
    .where('device_id', '=', camera.deviceId as DeviceId)
    .executeTakeFirstOrThrow();
  const id = newConformanceId();
  const body = { deviceId: camera.deviceId as DeviceId, pid, accountId: TESTING_ACCOUNT.accountId, items };
  await plane.startConformance({ params: { conformanceId: id }, body });
  return id;
}
