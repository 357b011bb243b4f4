import { type Command, type DeviceId, type Refusal, refusal, seconds } from '@kaitong/contract';
import { askDevice } from '../commands/await-reply.ts';
import type { RegionContext } from '../context.ts';

export type SettingsChange = Omit<Command<'settings'>, 'id'>;

/** How long somebody who pressed a switch waits for the camera. */
const PATIENCE = seconds(5);

/** Asks a camera to take settings and waits until it has; what it confirmed is stored with its reply. */
export async function changeDeviceSettings(
  context: RegionContext,
  deviceId: DeviceId,
  change: SettingsChange,
): Promise<Refusal | undefined> {
  const reply = await askDevice(context, { deviceId, name: 'settings', payload: change }, PATIENCE);
  if (!reply) return refusal('device_not_responding');
  return reply.ok ? undefined : refusal('settings_refused', { reason: reply.reason ?? '-' });
}
