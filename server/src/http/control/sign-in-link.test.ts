import { accounts, audit } from '@kaitong/contract';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSignInLink } from '../../control/accounts/sign-in-link.ts';
import { type ControlRig, PASSWORD, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(() => rig[Symbol.asyncDispose]());

async function linkFor(login: string): Promise<{ url: string; token: string }> {
  const url = (await openSignInLink(rig.context, login)) ?? '';
  return { url, token: new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '' };
}

test('the token stands behind the #, and signs in once, which the trail shows', async () => {
  const maker = await rig.maker('guest');
  const { url, token } = await linkFor(maker.login);
  expect(url).toBe(`${rig.context.publicUrl}/enter#token=${token}`);
  const client = rig.browser().client(accounts);
  const session = await client.signInWithLink({ body: { token } });
  expect(session.account).toEqual(maker.session.account);
  expect(await client.getSession({})).toEqual(session);
  expect(await refusedCode(client.signInWithLink({ body: { token } }))).toBe('sign_in_link_invalid');
  const { items } = await maker.client(audit).listAudit({ query: {} });
  expect(items[0]).toMatchObject({ action: 'session.started', details: { by: 'link' } });
});

test('another account that was signed in at that browser is out, and sees nothing of this one', async () => {
  const [first, second] = [await rig.maker('first'), await rig.maker('second')];
  const { token } = await linkFor(second.login);
  await first.client(accounts).signInWithLink({ body: { token } });
  expect((await first.client(accounts).getSession({})).user.email).toBe(second.login);
  const elsewhere = rig.browser().client(accounts);
  await elsewhere.signIn({ body: { login: first.login, password: PASSWORD } });
  expect((await elsewhere.listSessions({})).items).toHaveLength(1);
});

test('who has a second factor is asked for it, and the link waits for the right code', async () => {
  const maker = await rig.maker('guarded');
  const client = maker.client(accounts);
  const { secret } = await client.beginSecondFactor({ body: { password: PASSWORD } });
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const { recoveryCodes } = await client.confirmSecondFactor({
    body: { code: totp.generate({ timestamp: rig.clock.now().getTime() }) },
  });
  const { token } = await linkFor(maker.login);
  const browser = rig.browser().client(accounts);
  const follow = (code?: string) =>
    refusedCode(browser.signInWithLink({ body: { token, ...(code === undefined ? {} : { code }) } }));
  expect(await follow()).toBe('second_factor_needed');
  expect(await follow('000000')).toBe('second_factor_wrong');
  expect(await refusedCode(browser.getSession({}))).toBe('not_signed_in');
  expect(await follow(recoveryCodes[0])).toBeUndefined();
  expect((await browser.getSession({})).user.email).toBe(maker.login);
});

test('neither a proxy of this machine nor another site’s page comes in with it', async () => {
  const { login } = await rig.maker('proxied');
  const { token } = await linkFor(login);
  const body = JSON.stringify({ token });
  const forwarded = { 'content-type': 'application/json', 'x-forwarded-for': '127.0.0.1' };
  const answer = await rig.browser().fetch(accounts.signInWithLink.path, { method: 'POST', headers: forwarded, body });
  expect(await answer.json()).toMatchObject({ code: 'sign_in_link_elsewhere' });
  expect(answer.headers.getSetCookie()).toEqual([]);
  const lured = rig.browser({ origin: 'https://evil.test' }).client(accounts);
  expect(await refusedCode(lured.signInWithLink({ body: { token } }))).toBe('not_allowed');
  expect(await refusedCode(rig.browser().client(accounts).signInWithLink({ body: { token } }))).toBeUndefined();
});
