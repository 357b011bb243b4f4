import { app, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, later, NO_NETWORK } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const camera = { ...sample(app.getDevice.reply), footageUntil: null, sharedBy: null, handOverUntil: null };
const made = { code: 'ABCD-EFGH-JKMN', expiresAt: '2099-01-01T00:00:00.000Z' };
const sheet = () => page.getByRole('dialog');
const offered: Handlers<typeof app> = {
  listDevices: () => ({ items: [], former: [], next: null }),
  createPairingToken: () => ({
    text: JSON.stringify({ v: 1, u: 'https://k.example', t: 'kp_1' }),
    expiresAt: made.expiresAt,
  }),
};

test('a code is made once, shown, and can be withdrawn', async () => {
  const { answer, give } = later<Reply<typeof app.createHandOverCode>>();
  const { server } = await openApp(`/devices/${camera.deviceId}`, {
    getDevice: () => camera,
    createHandOverCode: answer,
    withdrawHandOverCode: () => ({}),
  });
  await page.getByRole('button', { name: en.handOver.open }).click();
  await userEvent.dblClick(sheet().getByRole('button', { name: en.handOver.make }));
  server.answer({ getDevice: () => ({ ...camera, handOverUntil: made.expiresAt }) });
  give(made);
  await expect.element(sheet().getByText(made.code)).toBeVisible();
  expect(server.calls('createHandOverCode')).toHaveLength(1);
  server.answer({ getDevice: () => camera });
  await sheet().getByRole('button', { name: en.handOver.withdraw }).click();
  await expect.element(sheet().getByText(made.code)).not.toBeInTheDocument();
  expect(server.calls('withdrawHandOverCode')).toHaveLength(1);
});

test('a network that is lost on the way is told where the code was asked for', async () => {
  await openApp(`/devices/${camera.deviceId}`, { getDevice: () => camera, createHandOverCode: () => NO_NETWORK });
  await page.getByRole('button', { name: en.handOver.open }).click();
  await sheet().getByRole('button', { name: en.handOver.make }).click();
  await expect.element(sheet().getByText(/server_unreachable/)).toBeVisible();
});

test('half a code is not sent; a whole one comes with the next pairing code, however it was typed', async () => {
  const { server } = await openApp('/add', offered);
  await page.getByText(en.pairing.takeOver).click();
  const field = page.getByLabelText(en.pairing.takeOverCode);
  await field.fill('abcd');
  await page.getByRole('button', { name: en.pairing.takeOverUse }).click();
  await expect.element(page.getByText(en.pairing.takeOverWrong)).toBeVisible();
  expect(server.calls('createPairingToken')).toHaveLength(1);
  await field.fill(' abcd efgh jkmn ');
  await page.getByRole('button', { name: en.pairing.takeOverUse }).click();
  await expect.element(page.getByRole('button', { name: en.pairing.takeOverNot })).toBeVisible();
  await expect.poll(() => server.calls('createPairingToken').at(-1)?.body).toEqual({ handOverCode: 'abcd efgh jkmn' });
});
