import { app, OwnerDevice, ownerEventsPath } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { Refused } from '../../../testing/fake-server.ts';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { en as ofApp } from '../../texts/en.ts';
import { addDays, beginOf, dayOf } from '../day/days.ts';
import { en } from '../texts/en.ts';

const device = (n: number, name: string) => ({ ...sample(OwnerDevice, n), sharedBy: null, name });
const [door, yard] = [device(0, 'Door'), device(1, 'Yard-with-a-very-long-name-that-nobody-shortened-before-it-came')];
const listed = (...items: ReturnType<typeof device>[]) => ({
  ...sample(app.listDevices.reply, 0, { items: 0 }),
  ...{ items, next: null, former: [] },
});
const today = dayOf(Date.now());
const hour = (ago: number, bytes: number) => ({
  ...{ events: 1, unread: 0, continuous: true, bytes },
  at: beginOf(addDays(today, -ago)).toISOString(),
});
const open = (hoursOf: (deviceId: string) => ReturnType<typeof hour>[]) =>
  openApp('/me/storage', {
    listDevices: () => listed(door, yard),
    getKept: ({ params }) => ({ quota: 1e9, used: params.deviceId === door.deviceId ? 340e6 : 0, events: 2 }),
    getCalendar: ({ params }) => ({ hours: hoursOf(params.deviceId) }),
  });

test('what each camera takes stands there, the largest first, and each of its days leads to its recordings', async () => {
  await open((id) => (id === door.deviceId ? [hour(0, 3e6), hour(2, 1e6)] : [hour(1, 2.5e9)]));
  await expect.element(page.getByText('2.5 GB', { exact: true }).first()).toBeVisible();
  const names = () => [...document.querySelectorAll('summary')].map((one) => one.textContent ?? '');
  expect(names()[0]).toContain('Yard');
  expect(names()[1]).toContain('4.0 MB');
  await page.getByText('Door').first().click();
  const first = page.getByRole('link').filter({ hasText: '1.0 MB' });
  await expect.element(first).toBeVisible();
  expect(first.element().getAttribute('href')).toContain(`/devices/${door.deviceId}/footage?day=`);
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
});

test('what each camera keeps of its room stands there and leads to it, where nothing else is stored too', async () => {
  await open(() => []);
  await expect.element(page.getByText('340.0 MB of 1.0 GB used for keeping')).toBeVisible();
  const [link] = page.getByRole('link', { name: en.keeping.see }).elements();
  expect(link?.getAttribute('href')).toContain('kept=true');
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
});

test('cameras without recordings are left out, and without any it says when there will be some', async () => {
  await open(() => []);
  await expect.element(page.getByText(en.storageNone)).toBeVisible();
});

test('where a camera’s cannot be read it says so instead of a smaller sum', async () => {
  const { server } = await openApp('/me/storage', {
    listDevices: () => listed(door, yard),
    getKept: ({ params }) => ({ quota: 1e9, used: params.deviceId === door.deviceId ? 340e6 : 0, events: 2 }),
    getCalendar: ({ params }) =>
      params.deviceId === door.deviceId ? { hours: [hour(0, 1e6)] } : new Refused('internal_error'),
  });
  await expect.element(page.getByText(/internal_error/)).toBeVisible();
  expect(page.getByText('1.0 MB').elements()).toEqual([]);
  server.answer({ getCalendar: () => ({ hours: [hour(0, 1e6)] }) });
  await page.getByRole('button', { name: ofApp.common.retry }).click();
  await expect.element(page.getByText('2.0 MB')).toBeVisible();
});

test('sums are not read again whenever a camera has sent some seconds more', async () => {
  const { server } = await open(() => [hour(0, 1e6)]);
  await expect.element(page.getByText('2.0 MB')).toBeVisible();
  const before = server.calls('listDevices').length;
  for (const { deviceId } of [door, yard]) server.tell(ownerEventsPath, { type: 'footage.changed', deviceId });
  // What comes after it, and is read again.
  server.tell(ownerEventsPath, { type: 'pairing.finished', deviceId: door.deviceId });
  await expect.poll(() => server.calls('listDevices').length).toBeGreaterThan(before);
  expect(server.calls('getCalendar')).toHaveLength(2);
});
