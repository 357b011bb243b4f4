import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { Refused } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const session = { ...sample(maker.getSession.reply) };

test('a link is followed by itself, once, and its address is replaced', async () => {
  const { server, router } = await openConsole('/enter#token=kl_once', { signInWithLink: () => session });
  await expect.poll(() => router.state.location.pathname).not.toBe('/enter');
  expect(router.state.location.hash).toBe('');
  expect(router.history.length).toBe(1);
  expect(server.calls('signInWithLink')).toMatchObject([{ body: { token: 'kl_once' } }]);
});

test('who has a second factor is asked for the code, and the link goes with it', async () => {
  const { server, screen, router } = await openConsole('/enter#token=kl_once', {
    signInWithLink: ({ body }) => (body.code === '123456' ? session : new Refused('second_factor_needed')),
  });
  await screen.getByLabelText(en.factor.code).fill('123456');
  await screen.getByRole('button', { name: en.session.signIn }).click();
  await expect.poll(() => router.state.location.pathname).not.toBe('/enter');
  expect(server.calls('signInWithLink').map(({ body }) => body)).toEqual([
    { token: 'kl_once' },
    { token: 'kl_once', code: '123456' },
  ]);
});

test('a link that is used up says so, and leads to the password', async () => {
  const { screen } = await openConsole('/enter#token=kl_used', {
    signInWithLink: () => new Refused('sign_in_link_invalid'),
  });
  await expect.element(screen.getByText(/works once and within ten minutes/)).toBeVisible();
  await expect.element(screen.getByRole('link', { name: en.session.byPassword })).toBeVisible();
});
