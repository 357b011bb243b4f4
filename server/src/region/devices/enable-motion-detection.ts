import {
  type MotionDetection,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type regionPlane,
} from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { findMakerDevice } from '../products/product-devices.ts';
import { changeDeviceSettings } from './change-settings.ts';

/** What makes a wave of the hand an event for sure. */
const ALL_DAY_HIGH: MotionDetection = { enabled: true, sensitivity: 'high', schedule: null };

/** Switches motion detection on for a maker, on devices of its linked testers only: others' settings are their own. */
export async function enableMotionDetection(
  context: RegionContext,
  { body: { deviceId, accountId } }: Parsed<typeof regionPlane.enableMotionDetection>,
): Promise<Reply<typeof regionPlane.enableMotionDetection> | Refusal> {
  const device = await findMakerDevice(context, accountId, deviceId);
  if (!device) return refusal('device_unknown');
  if (!device.tester) return refusal('not_allowed');
  const refused = await changeDeviceSettings(context, deviceId, { motionDetection: ALL_DAY_HIGH });
  if (refused) return refused;
  const changed = await findMakerDevice(context, accountId, deviceId);
  return changed ? { device: changed } : refusal('device_unknown');
}
