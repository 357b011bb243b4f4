import { app } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { forgetOwnReceipt } from './own-receipt.ts';
import { en } from './texts/en.ts';

const RECEIPT = { ...sample(app.getDeletionReceipt.reply), id: 'ad000000000000000001' };
const signedOut = () => new Refused('not_signed_in');
const over: Handlers<typeof app> = { getOwner: signedOut, listNotices: signedOut, deleteAccount: signedOut };

afterEach(forgetOwnReceipt);

async function ask(handlers: Handlers<typeof app>) {
  const opened = await openApp('/me/privacy', handlers);
  await page.getByRole('button', { name: en.remove }).click();
  await page.getByLabelText(en.password).fill('my password');
  await send();
  return opened;
}

const send = () => page.getByRole('dialog').getByRole('button', { name: en.remove }).click();
const lostNow = () => expect.element(page.getByText(/server_unreachable/)).toBeVisible();
const receiptIsShown = () => expect.element(page.getByText(RECEIPT.id)).toBeVisible();

test('a deletion whose answer was lost and whose session ended with it is told as done, with its receipt', async () => {
  const { server, router } = await ask({ deleteAccount: () => NO_NETWORK });
  await lostNow();
  server.answer({ ...over, getDeletionReceipt: () => RECEIPT });
  await send();
  await receiptIsShown();
  const [first, again] = server.calls('deleteAccount').map(({ body }) => body.token);
  expect(again).toBe(first);
  expect(router.state.location.hash).toBe(`token=${first}`);
  for (const { body } of server.calls('getDeletionReceipt')) expect(body.token).toBe(first);
  await page.viewport(390, 844);
  await expect.poll(overflowing).toEqual([]);
});

test('so it is where the page was loaded again in between', async () => {
  const { server, screen } = await ask({ deleteAccount: () => NO_NETWORK });
  await lostNow();
  const [token] = server.calls('deleteAccount').map(({ body }) => body.token);
  await screen.unmount();
  const { router } = await openApp('/me/privacy', { ...over, getDeletionReceipt: () => RECEIPT });
  await receiptIsShown();
  expect(router.state.location.hash).toBe(`token=${token}`);
});

test('a session that ended before anything was deleted leads to the sign-in', async () => {
  const { server, router } = await ask({ deleteAccount: () => NO_NETWORK });
  await lostNow();
  server.answer({ ...over, getDeletionReceipt: () => new Refused('not_found') });
  await send();
  await expect.poll(() => router.state.location.pathname).toMatch(/\/sign-in$/);
});

test('an answer that comes leads to the receipt, and whoever signs in after that is not taken there again', async () => {
  const token = `ka_${'r'.repeat(43)}`;
  const answer = { receipt: RECEIPT, token, receiptUrl: 'https://kaitong.example/cn/app/deleted' };
  const { server, router, screen } = await ask({ deleteAccount: () => answer, getDeletionReceipt: () => RECEIPT });
  await receiptIsShown();
  expect(router.state.location.hash).toBe(`token=${token}`);
  expect(server.calls('deleteAccount')).toHaveLength(1);
  await screen.unmount();
  const next = await openApp('/me/privacy', { ...over, getDeletionReceipt: () => RECEIPT });
  await expect.poll(() => next.router.state.location.pathname).toMatch(/\/sign-in$/);
  expect(next.server.calls('getDeletionReceipt')).toEqual([]);
});

test('without the password, or with a wrong one, nothing is deleted, and whoever closes it has asked for nothing', async () => {
  const { server } = await openApp('/me/privacy', { deleteAccount: () => new Refused('sign_in_failed') });
  await page.getByRole('button', { name: en.remove }).click();
  await send();
  await expect.element(page.getByText(en.wrong)).toBeVisible();
  expect(server.calls('deleteAccount')).toEqual([]);
  await page.getByLabelText(en.password).fill('not this one');
  await send();
  await expect.element(page.getByText(en.wrong)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(server.calls('deleteAccount')).toHaveLength(1);
});
