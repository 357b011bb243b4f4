import { milliseconds } from '@kaitong/contract';
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import type { Behaviour } from './config.ts';

type Settings = Pick<
  VirtualCameraOptions,
  'container' | 'codec' | 'encryption' | 'fault' | 'waveAfterGrant' | 'continuous'
>;

/** How a camera of each behaviour is set. */
export const behaviours: Record<Behaviour, Settings> = {
  'good-ts': { container: 'ts', codec: 'h264', encryption: 'aes-128' },
  'good-h265': { container: 'fmp4', codec: 'h265', encryption: 'aes-128' },
  encrypted: { container: 'fmp4', codec: 'h264', encryption: 'aes-128' },
  // Its run goes on in the background while the demonstration starts: nobody is there yet to wave.
  'already-activated': {
    ...{ container: 'ts', codec: 'h264', encryption: 'aes-128', waveAfterGrant: milliseconds(200) },
    // Where its owner buys a plan for that: one camera that never stops is enough for a room's processor.
    continuous: true,
  },
  'not-mine': { container: 'ts', codec: 'h264', encryption: 'aes-128' },
  offline: { container: 'ts', codec: 'h264', encryption: 'aes-128' },
  'broken-upload': { container: 'ts', codec: 'h264', encryption: 'aes-128', fault: 'video.first_not_key' },
};

/** Paired, and without power. */
export const isPowered = (behaviour: Behaviour): boolean => behaviour !== 'offline';
