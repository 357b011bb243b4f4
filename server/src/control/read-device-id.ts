import { DeviceId, type Refusal, refusal } from '@kaitong/contract';

/** What was typed as the id of a device, or why it cannot be any device's. */
export function readDeviceId(typed: string): DeviceId | Refusal {
  const { data } = DeviceId.safeParse(typed);
  return data ?? refusal('device_id_malformed', { field: 'deviceId' });
}
