import { app } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { Refused } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

test('a link is followed by itself, once, and its address is replaced', async () => {
  const owner = sample(app.getOwner.reply);
  const { server, router } = await openApp('/enter#token=kl_once', { signInWithLink: () => owner });
  await expect.poll(() => router.state.location.pathname).toBe('/');
  expect(router.state.location.hash).toBe('');
  expect(router.history.length).toBe(1);
  expect(server.calls('signInWithLink')).toMatchObject([{ body: { token: 'kl_once' } }]);
});

test('a link that is used up says so, and leads to the password', async () => {
  const { screen } = await openApp('/enter#token=kl_used', {
    signInWithLink: () => new Refused('sign_in_link_invalid'),
  });
  await expect.element(screen.getByText(/works once and within ten minutes/)).toBeVisible();
  await expect.element(screen.getByRole('link', { name: en.session.byPassword })).toBeVisible();
});
