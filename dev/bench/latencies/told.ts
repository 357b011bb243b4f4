import type { ChildProcess } from 'node:child_process';
import type { Credentials } from '@kaitong/device';
import type { Asked, Told } from './cameras.ts';

export type Cameras = {
  /** Resolves once it is online. */
  start(camera: Credentials): Promise<void>;
  /** Resolves with when it began to wave. */
  wave(deviceId: string): Promise<number>;
  /** When this was told next, or since it was asked for last. */
  told(deviceId: string, is: Told['is']): Promise<number>;
};

export function followCameras(program: ChildProcess): Cameras {
  const waiting = new Map<string, PromiseWithResolvers<number>>();
  const nextOf = (name: string): PromiseWithResolvers<number> => {
    const found = waiting.get(name) ?? Promise.withResolvers<number>();
    waiting.set(name, found);
    return found;
  };
  program.on('message', ({ deviceId, is, at }: Told) => nextOf(`${deviceId} ${is}`).resolve(at));
  const ask = (asked: Asked): void => void program.send(asked);
  const told: Cameras['told'] = async (deviceId, is) => {
    const at = await nextOf(`${deviceId} ${is}`).promise;
    waiting.delete(`${deviceId} ${is}`);
    return at;
  };
  return {
    told,
    async start(camera) {
      ask({ as: 'start', camera });
      await told(camera.deviceId, 'online');
    },
    async wave(deviceId) {
      ask({ as: 'wave', deviceId });
      return await told(deviceId, 'waved');
    },
  };
}
