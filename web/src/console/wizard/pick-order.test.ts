import { type Application, type DeviceId, MakerDevice } from '@kaitong/contract';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { sample } from '../../testing/sample.ts';
import { inPickOrder } from './pick-order.ts';

const best = { enabled: true, sensitivity: 'high', schedule: null } as const;
type Device = z.output<typeof MakerDevice>;
const device = (name: string, more: Partial<Device> = {}): Device => ({
  ...(sample(MakerDevice) as Device),
  deviceId: name as DeviceId,
  presence: 'online',
  motionDetection: best,
  ...more,
});
const ended = (deviceId: string, state: Application['state']) => ({ deviceId, state }) as Application;
const names = (...found: Parameters<typeof inPickOrder>) =>
  inPickOrder(...found).map(({ deviceId }) => String(deviceId));

test('cameras that sleep or may miss a wave come behind those that are awake and would see it', () => {
  const asleep = device('asleep', { presence: 'dormant' });
  const blind = device('blind', { motionDetection: { ...best, enabled: false } });
  const dull = device('dull', { motionDetection: { ...best, sensitivity: 'low' } });
  expect(names([asleep, blind, dull, device('ready'), device('silent', { motionDetection: null })], [])).toEqual([
    'ready',
    'silent',
    'blind',
    'dull',
    'asleep',
  ]);
});

test('a camera whose latest try failed comes last, whatever it did before; one that was cancelled is no worse', () => {
  const tried = [ended('broken', 'rejected'), ended('broken', 'approved'), ended('stopped', 'cancelled')];
  expect(names([device('broken'), device('stopped'), device('asleep', { presence: 'dormant' })], tried)).toEqual([
    'stopped',
    'asleep',
    'broken',
  ]);
  expect(
    names([device('mended'), device('other')], [ended('mended', 'approved'), ended('mended', 'rejected')]),
  ).toEqual(['mended', 'other']);
});
