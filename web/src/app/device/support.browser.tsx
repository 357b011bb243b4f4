import { app, type Support } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { NO_NETWORK } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const camera = { ...sample(app.getDevice.reply), footageUntil: null, sharedBy: null };
const until = '2099-01-01T00:00:00.000Z';
const none: Support = { until: null, accountName: null, looks: [] };
const sheet = () => page.getByRole('dialog');

test('a support code is made and told, who reads and who looked is shown, and it is ended at will', async () => {
  const { server } = await openApp(`/devices/${camera.deviceId}`, {
    getDevice: () => camera,
    getSupport: () => none,
    createSupportCode: () => ({ code: 'ABCD-EFGH-JKMN', until }),
    endSupport: () => ({}),
  });
  await page.getByRole('button', { name: en.support.open }).click();
  await expect.element(sheet().getByRole('button', { name: en.support.make })).toBeVisible();
  server.answer({ getSupport: () => ({ ...none, until }) });
  await sheet().getByRole('button', { name: en.support.make }).click();
  await expect.element(sheet().getByText('ABCD-EFGH-JKMN')).toBeVisible();
  await expect.element(sheet().getByText(/not been used yet/)).toBeVisible();
  const looks = [{ accountName: 'Lens Ltd', firstAt: '2026-11-01T08:00:00.000Z', lastAt: '2026-11-01T08:20:00.000Z' }];
  server.answer({ getSupport: () => ({ ...none, looks }) });
  await sheet().getByRole('button', { name: en.support.end }).click();
  await expect.element(sheet().getByText(/Lens Ltd/)).toBeVisible();
  await expect.element(sheet().getByText('ABCD-EFGH-JKMN')).not.toBeInTheDocument();
  expect(server.calls('endSupport')).toHaveLength(1);
});

test('a network that is lost on the way is told where the code was asked for', async () => {
  const { server } = await openApp(`/devices/${camera.deviceId}`, {
    getDevice: () => camera,
    getSupport: () => none,
    createSupportCode: () => NO_NETWORK,
  });
  await page.getByRole('button', { name: en.support.open }).click();
  await sheet().getByRole('button', { name: en.support.make }).click();
  await expect.element(sheet().getByText(/server_unreachable/)).toBeVisible();
  expect(server.calls('endSupport')).toHaveLength(0);
});
