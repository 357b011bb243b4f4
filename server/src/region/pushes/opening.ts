import { type device, FirmwareVersion, type Parsed } from '@kaitong/contract';
import type { ReadVideo } from './read-footage.ts';

/** Tools have no firmware, and events must name one. */
export const NO_FIRMWARE = FirmwareVersion.parse('0.0');

/** When the last byte was there: by our clock, and how long ago it is by one that nobody sets. */
export type Arrival = { now: Date; agoMs: number };

/** What of a pushed event stands in its declaration, and how long it is. */
export type PushedPicture = Pick<ReadVideo, 'container' | 'codec' | 'width' | 'height' | 'durationMs'>;

type Opening = Parsed<typeof device.openEvent>['body'];

/**
 * An event as a device would open it. Its footage ended when it had arrived. `notBefore`: where the event before it in the
 * stream ends, and where this one begins if it goes on from there; not so where the two are so far apart by the clock that
 * footage is missing between them.
 */
export function openingOf(
  { container, codec, width, height, durationMs }: PushedPicture,
  { now, agoMs }: Arrival,
  { deviceEventId, notBefore, goesOn = false }: { deviceEventId: string; notBefore?: Date | null; goesOn?: boolean },
): Opening {
  const ageMs = Math.round(durationMs + agoMs);
  const began = new Date(now.getTime() + Math.round(agoMs) - ageMs);
  const startedAt = notBefore && (goesOn || notBefore > began) ? notBefore : began;
  return {
    deviceEventId,
    type: 'motion',
    startedAt: startedAt.toISOString(),
    ageMs,
    declaration: { container, codec, width, height, encryption: 'aes-128' },
    firmware: NO_FIRMWARE,
    objects: [],
  };
}
