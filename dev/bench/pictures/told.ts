import type { ChildProcess } from 'node:child_process';
import type { Credentials } from '@kaitong/device';
import type { Asked, Step, Told } from './cameras.ts';

export type Cameras = {
  /** Resolves once its owner's plan lets it record. */
  start(camera: Credentials): Promise<void>;
  wave(deviceId: string): void;
  /** When this was told of it. */
  told(deviceId: string, is: Step): Promise<number>;
};

/** Each camera has one event, so that nothing of it is there before. */
export function followCameras(program: ChildProcess): Cameras {
  const steps = new Map<string, PromiseWithResolvers<number>>();
  const stepOf = (deviceId: string, is: Step): PromiseWithResolvers<number> => {
    const name = `${deviceId} ${is}`;
    const found = steps.get(name) ?? Promise.withResolvers<number>();
    steps.set(name, found);
    return found;
  };
  program.on('message', ({ deviceId, is, at }: Told) => stepOf(deviceId, is).resolve(at));
  const ask = (asked: Asked): void => void program.send(asked);
  const told: Cameras['told'] = async (deviceId, is) => await stepOf(deviceId, is).promise;
  return {
    told,
    wave: (deviceId) => ask({ as: 'wave', deviceId }),
    async start(camera) {
      ask({ as: 'start', camera });
      await told(camera.deviceId, 'permitted');
    },
  };
}
