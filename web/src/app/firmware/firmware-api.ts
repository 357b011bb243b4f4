import { createClient, type DeviceId, ownerFirmware } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { send } from '../api.ts';

/** Apart from what the first page asks for: it comes with the page of a camera. */
export const firmwareApi = createClient(ownerFirmware, send);

/** Below what is read of devices: whatever changes of them may be about their firmware. */
export const firmwareQuery = (deviceId: DeviceId) =>
  queryOptions({
    queryKey: ['devices', deviceId, 'firmware'],
    queryFn: () => firmwareApi.getDeviceFirmware({ params: { deviceId } }),
  });
