import { accounts } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

test('a maker who types an operator’s address reads none of it, and is shown the way to the console', async () => {
  const session = sample(accounts.getSession.reply);
  const { server } = await openOperator('/plans', {
    getSession: () => ({ ...session, account: { ...session.account, kind: 'maker' } }),
  });
  await expect.element(page.getByRole('alert')).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.missing.home })).toHaveAttribute('href', '/');
  expect(server.calls('listOperatorPlans')).toEqual([]);
});

test('the operator’s home is what waits for a hand', async () => {
  const { router } = await openOperator('');
  await expect.element(page.getByRole('heading', { name: en.tasks.title })).toBeVisible();
  expect(router.state.location.publicHref).toBe('/operator/tasks');
});

test('an unknown address is answered within the frame, from which there is a way on', async () => {
  await openOperator('/no/such/page');
  await expect.element(page.getByRole('heading', { name: en.missing.title, level: 1 })).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.ledger.title })).toBeVisible();
});

test('whoever’s account was tried with many passwords is told when', async () => {
  const session = sample(accounts.getSession.reply);
  await openOperator('', {
    getSession: () => ({
      ...session,
      user: { ...session.user, triedAt: '2026-11-02T10:00:00.000Z' },
      account: { ...session.account, kind: 'operator', role: 'administrator' },
    }),
  });
  await expect.element(page.getByText(/many wrong passwords.* at 2026-11-02/)).toBeVisible();
});

test('whoever’s account was left alone is told nothing', async () => {
  await openOperator('');
  await expect.element(page.getByRole('heading', { name: en.tasks.title })).toBeVisible();
  expect(page.getByText(/many wrong passwords/).elements()).toEqual([]);
});
