import type { app, DeviceId, Input, OwnerDevice } from '@kaitong/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { keepDevice, queries } from '../queries.ts';

type Settings = Input<typeof app.changeSettings>['body'];
type Change = Input<typeof app.updateDevice>['body'];

/** Asks the device itself to take settings; it answers within 5 s, or nothing has changed. */
export function useSettings(deviceId: DeviceId) {
  return useDeviceMutation((body: Settings) => api.changeSettings({ params: { deviceId }, body }));
}

/** Changes what the platform knows of a device, without asking it. */
export function useUpdate(deviceId: DeviceId) {
  return useDeviceMutation((body: Change) => api.updateDevice({ params: { deviceId }, body }));
}

function useDeviceMutation<Body>(change: (body: Body) => Promise<OwnerDevice>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (device) => keepDevice(client, device),
    // What was asked for last and what is true may differ after a failure: the page shows what is true.
    onError: () => client.invalidateQueries({ queryKey: queries.devices().queryKey }),
  });
}
