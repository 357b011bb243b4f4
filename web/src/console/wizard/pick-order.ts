import type { Application, MakerDevice } from '@kaitong/contract';
import type { z } from 'zod';

type Device = z.output<typeof MakerDevice>;

/** What may keep a camera from passing at once, as far as one can know before: the less, the earlier it is offered. */
function doubts({ deviceId, presence, motionDetection }: Device, tried: readonly Application[]): number {
  const last = tried.find((application) => application.deviceId === deviceId);
  const failed = last?.state === 'rejected' || last?.state === 'refused';
  const mayMissWave =
    motionDetection !== null &&
    !(motionDetection.enabled && motionDetection.schedule === null && motionDetection.sensitivity === 'high');
  return (failed ? 4 : 0) + (presence === 'online' ? 0 : 2) + (mayMissWave ? 1 : 0);
}

/** Cameras that can succeed come first; equals stay in their order. @param tried newest first */
export const inPickOrder = (devices: readonly Device[], tried: readonly Application[]): Device[] =>
  [...devices].sort((a, b) => doubts(a, tried) - doubts(b, tried));
