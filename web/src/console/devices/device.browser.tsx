import { type DeviceLogLine, type DeviceLogPage, deviceLogEventsPath, maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { Refused } from '../../testing/fake-server.ts';
import { lookAway } from '../../testing/look-away.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const camera = { ...sample(maker.getDevice.reply), tester: false };
const { deviceId } = camera;
const region = camera.region;
const line = (n: number, more: Partial<DeviceLogLine> = {}): DeviceLogLine => ({
  ...{ n, at: '2026-11-01T08:00:00.000Z', code: 'call_answered', name: 'commitObject', reason: '', detail: `ev1 ${n}` },
  ...{ count: 1, ...more },
});
const whole: DeviceLogPage = { whole: true, until: '2099-01-01T00:00:00.000Z', lines: [], next: null, days: [] };
const closed: DeviceLogPage = { ...whole, whole: false, until: null };

test('of a customer’s device refusals by day are shown, and a support code opens the rest', async () => {
  const days = [{ day: '2026-11-01', code: 'put_refused' as const, name: 'put', reason: 'hash_mismatch', count: 7 }];
  const { server } = await openConsole(`/devices/${deviceId}`, {
    getDevice: () => camera,
    getDeviceLog: () => ({ ...closed, days, region }),
    redeemSupportCode: () => new Refused('support_code_invalid'),
  });
  await expect.element(page.getByText(en.deviceLog.closed)).toBeVisible();
  await expect.element(page.getByText(/Upload refused/)).toBeVisible();
  const code = page.getByLabelText(en.deviceLog.code);
  await code.fill('abcd');
  await page.getByRole('button', { name: en.deviceLog.enter }).click();
  await expect.element(page.getByText(en.deviceLog.codeLength)).toBeVisible();
  await code.fill('ABCD-EFGH-JKMN');
  await page.getByRole('button', { name: en.deviceLog.enter }).click();
  await expect.element(page.getByText(/support_code_invalid/)).toBeVisible();
  server.answer({
    redeemSupportCode: () => ({ until: '2099-01-01T00:00:00.000Z' }),
    getDeviceLog: () => ({ ...whole, lines: [line(1)], region }),
  });
  await page.getByRole('button', { name: en.deviceLog.enter }).click();
  await expect.element(page.getByText('ev1 1')).toBeVisible();
  expect(server.calls('redeemSupportCode').at(-1)?.body).toEqual({ code: 'ABCD-EFGH-JKMN' });
});

test('when a customer’s device was last heard stands there once its log is open, and nothing stands for it before', async () => {
  const { server } = await openConsole(`/devices/${deviceId}`, {
    getDevice: () => ({ ...camera, lastSeenAt: null }),
    getDeviceLog: () => ({ ...closed, region }),
    redeemSupportCode: () => ({ until: '2099-01-01T00:00:00.000Z' }),
  });
  await expect.element(page.getByText(en.device.customer)).toBeVisible();
  const heard = page.getByText(en.devices.lastSeen, { exact: true });
  expect(heard.query()).toBeNull();
  server.answer({
    getDevice: () => ({ ...camera, lastSeenAt: '2026-11-01T08:00:00.000Z' }),
    getDeviceLog: () => ({ ...whole, region }),
  });
  await page.getByLabelText(en.deviceLog.code).fill('ABCD-EFGH-JKMN');
  await page.getByRole('button', { name: en.deviceLog.enter }).click();
  await expect.element(heard).toBeVisible();
});

test('a log that may be read is searched, and shows each new line once, above the others as it comes', async () => {
  const { server, queryClient } = await openConsole(`/devices/${deviceId}`, {
    getDevice: () => camera,
    getDeviceLog: ({ query }) => ({ ...whole, lines: query.search ? [] : [line(2), line(1)], region }),
  });
  await expect.element(page.getByText('ev1 2')).toBeVisible();
  const news = line(3, { code: 'put_refused', name: 'put', reason: 'hash_mismatch', detail: 'ev1 3' });
  server.tell(deviceLogEventsPath(deviceId), { seq: 3, line: news });
  await expect.element(page.getByText('ev1 3')).toBeVisible();
  await expect.element(page.getByRole('list', { name: en.deviceLog.live })).toBeVisible();
  const asked = server.calls('getDeviceLog').length;
  server.answer({
    getDeviceLog: ({ query }) => ({ ...whole, lines: query.search ? [] : [news, line(2), line(1)], region }),
  });
  await queryClient.invalidateQueries({ queryKey: ['device-log'] }); // as when one comes back to the page
  expect(server.calls('getDeviceLog').length).toBeGreaterThan(asked);
  await expect.poll(() => page.getByRole('list', { name: en.deviceLog.live }).elements()).toEqual([]);
  expect(page.getByText('ev1 3').elements()).toHaveLength(1);
  await page.getByRole('searchbox', { name: en.deviceLog.search }).fill('nothing like it');
  await page.getByRole('button', { name: 'search' }).click();
  await expect.element(page.getByText(en.deviceLog.noMatch)).toBeVisible();
  await expect.poll(() => server.calls('getDeviceLog').at(-1)?.query.search).toBe('nothing like it');
});

test('a tab that nobody sees holds no stream of the log, and shows what came meanwhile once when one comes back', async () => {
  const { server } = await openConsole(`/devices/${deviceId}`, {
    getDevice: () => camera,
    getDeviceLog: () => ({ ...whole, lines: [line(1)], region }),
  });
  const path = deviceLogEventsPath(deviceId);
  await expect.poll(() => server.readers(path)).toBe(1);
  server.tell(path, { seq: 2, line: line(2) });
  await expect.element(page.getByText('ev1 2')).toBeVisible();
  const comeBack = lookAway();
  await expect.poll(() => server.readers(path)).toBe(0);
  expect(page.getByText(en.deviceLog.reconnecting).query()).toBeNull();
  server.tell(path, { seq: 3, line: line(3) });
  comeBack();
  await expect.element(page.getByText('ev1 3')).toBeVisible();
  expect(page.getByText('ev1 2').elements()).toHaveLength(1);
});
