import type { DeviceId, EventId } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { byCamera } from './by-camera.ts';

const event = (deviceId: string, n: number) => ({ deviceId: deviceId as DeviceId, eventId: `e${n}` as EventId });

test('events are named camera by camera, none twice and none left out, and no more in one call than it takes', () => {
  const events = Array.from({ length: 450 }, (_, n) => event(n % 3 === 0 ? 'yard' : 'door', n));
  const calls = byCamera(events);
  expect(calls.map(([deviceId, ids]) => [deviceId, ids.length])).toEqual([
    ['yard', 150],
    ['door', 200],
    ['door', 100],
  ]);
  expect(new Set(calls.flatMap(([, ids]) => ids)).size).toBe(450);
  expect(byCamera([])).toEqual([]);
});
