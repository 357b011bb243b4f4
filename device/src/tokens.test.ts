import { type DeviceId, days, minutes, type Region, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { regionOverHttp } from './region-client.ts';
import { heldClock } from './testing/clock.ts';
import { keepTokens } from './tokens.ts';

test('the platform’s time stays known when the wall clock is set afterwards', async () => {
  const held = heldClock();
  let wallIsBehind: number = days(20_000);
  const clock = { ...held, wall: () => held.wall() - wallIsBehind };
  const serverTime = '2026-07-28T09:00:00.000Z';
  const token = { token: 't', mqttUrl: 'mqtt://localhost', expiresAt: '2026-07-28T10:00:00.000Z', serverTime };
  const fetch = async (url: unknown) =>
    Response.json(String(url).endsWith('/challenge') ? { challenge: 'c', serverTime } : token);
  const credentials = { deviceId: '6c1' as DeviceId, secret: 's', region: 'cn' as Region, url: 'http://localhost' };
  const tokens = keepTokens({
    credentials,
    clock,
    region: regionOverHttp(credentials.url, fetch as typeof globalThis.fetch),
  });
  expect(tokens.offset()).toBe(0);
  expect((await tokens.current()).ok).toBe(true);
  const told = () => new Date(clock.wall() + tokens.offset()).toISOString();
  expect(told()).toBe(serverTime);
  held.advance(minutes(1));
  wallIsBehind = seconds(3); // the network has told the camera what time it is
  expect(told()).toBe('2026-07-28T09:01:00.000Z');
});
