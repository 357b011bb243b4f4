import type { Contract, Op } from '@kaitong/contract';
import { expect } from 'vitest';
import { type Locator, page, userEvent } from 'vitest/browser';
import { type FakeServer, type Handlers, NO_NETWORK, Refused } from './fake-server.ts';
import { sample } from './sample.ts';

/** A dialogue of a page: what opens it, what it sends, and how it is filled in. */
export type DialogPage<C extends Contract> = {
  address: string;
  /** What the page reads. */
  reads?: Handlers<C>;
  opener: string | RegExp;
  /** What a menu behind the opener calls it. */
  entry?: string;
  ok: string;
  call: keyof C & string;
  /** What it says when it is sent as it opens; left out where that is complete. */
  wrong?: string;
  fill?: (box: Locator) => Promise<unknown>;
  /** What is there once it is done; the dialogue is gone, where nothing is said. */
  shows?: string | RegExp;
};

type Open<C extends Contract> = (address: string, handlers: Handlers<C>) => Promise<{ server: FakeServer<C> }>;

/**
 * What people do to a dialogue: send it empty, press twice, lose the network, be refused, and try once more. Every try
 * asks for the same, what was lost under the same key, and what was answered under another.
 */
export async function checkDialog<C extends Contract>(contract: C, open: Open<C>, dialog: DialogPage<C>) {
  const { call, reads = {}, wrong, fill, shows } = dialog;
  const answer = (reply: unknown) => ({ [call]: reply }) as Handlers<C>;
  const { server } = await open(dialog.address, { ...reads, ...answer(() => NO_NETWORK) });
  await page.getByRole('button', { name: dialog.opener }).first().click();
  if (dialog.entry) await page.getByRole('menuitem', { name: dialog.entry }).click();
  const box = page.getByRole('dialog');
  const ok = box.getByRole('button', { name: dialog.ok, exact: true });
  if (wrong !== undefined) {
    await ok.click();
    await expect.element(box.getByText(wrong).first()).toBeVisible();
    expect(server.calls(call)).toEqual([]);
  }
  await fill?.(box);
  await userEvent.dblClick(ok);
  await expect.element(box.getByText(/server_unreachable/)).toBeVisible();
  expect(server.calls(call)).toHaveLength(1);
  server.answer(answer(() => new Refused('not_allowed')));
  await ok.click();
  await expect.element(box.getByText(/not_allowed/)).toBeVisible();
  server.answer(answer(() => sample((contract[call] as Op).reply)));
  await ok.click();
  if (shows === undefined) await expect.element(box).not.toBeInTheDocument();
  else await expect.element(page.getByText(shows).first()).toBeVisible();
  const [first, ...others] = server.calls(call);
  expect(others).toEqual([first, first]);
  if (contract[call]?.method !== 'POST') return;
  const [lost, refused, done] = server.keys(call);
  expect(lost).toMatch(/^[0-9a-f]{32}$/);
  expect(refused).toBe(lost);
  expect(done).not.toBe(refused);
}
