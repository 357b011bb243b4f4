import type { DeviceId } from '@kaitong/contract';
import { api } from '../../api.ts';
import type { Film } from './film-reader.ts';

const timeOf = (at: number) => ({ at: new Date(at).toISOString() });

export const filmOf = (deviceId: string): Film => ({
  key: deviceId,
  read: (at) => api.getFilmstrip({ params: { deviceId: deviceId as DeviceId }, query: timeOf(at) }),
});

export const sharedFilmOf = (token: string): Film => ({
  key: token,
  read: (at) => api.getSharedFilmstrip({ params: { token }, query: timeOf(at) }),
});
