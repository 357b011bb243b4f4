import { accounts, days, minutes, products } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSetUpLink } from '../../control/accounts/set-up.ts';
import { type ControlRig, PASSWORD, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

test('registering signs in, and the session is who registered', async () => {
  const maker = await rig.maker('lens');
  expect(maker.session).toMatchObject({
    user: { email: 'lens@example.com', phone: null },
    account: { name: 'lens', kind: 'maker', role: 'administrator' },
  });
  expect(await maker.client(accounts).getSession({})).toEqual(maker.session);
});

test('a phone number signs in however it is written, and its placeholder address is never shown', async () => {
  const browser = rig.browser();
  const body = { login: '185 1234 5823', password: PASSWORD, accountName: '深圳镜头' };
  const session = await browser.client(accounts).register({ body });
  expect(session.user).toMatchObject({ phone: '+8618512345823', email: null });
  const again = await rig
    .browser()
    .client(accounts)
    .signIn({ body: { login: '+86 18512345823', password: PASSWORD } });
  expect(again.account.id).toBe(session.account.id);
});

test('a login can be registered once', async () => {
  await rig.maker('once');
  const body = { login: 'ONCE@example.com', password: PASSWORD, accountName: 'twice' };
  expect(await refusedCode(rig.browser().client(accounts).register({ body }))).toBe('account_exists');
});

test('a login that is neither e-mail nor phone number is marked', async () => {
  const response = await rig.browser().fetch('/api/v1/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'somebody', password: PASSWORD, accountName: 'x' }),
  });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: 'input_invalid', fields: [{ path: 'login' }] });
});

test('a wrong password and an unknown login are refused alike', async () => {
  await rig.maker('alike');
  const tryOut = async (login: string) => {
    const response = await rig.browser().fetch('/api/v1/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: 'not this one' }),
    });
    return { status: response.status, body: await response.json(), cookies: response.headers.getSetCookie() };
  };
  const wrong = await tryOut('alike@example.com');
  expect(wrong).toMatchObject({ status: 401, body: { code: 'sign_in_failed' }, cookies: [] });
  expect(await tryOut('nobody@example.com')).toEqual(wrong);
  expect(await tryOut('no login at all')).toEqual(wrong);
});

test('signing out ends the session for every copy of its cookies', async () => {
  const maker = await rig.maker('leaves');
  const copy = rig.browser();
  for (const [name, value] of maker.cookies) copy.cookies.set(name, value);
  await maker.client(accounts).signOut({});
  expect(await refusedCode(maker.client(accounts).getSession({}))).toBe('not_signed_in');
  expect(await refusedCode(copy.client(accounts).getSession({}))).toBe('not_signed_in');
});

test('changing the password ends other sessions at once and keeps this one', async () => {
  const here = await rig.maker('changes');
  const there = rig.browser();
  await there.client(accounts).signIn({ body: { login: here.login, password: PASSWORD } });
  const next = 'another horse battery';
  expect(await refusedCode(here.client(accounts).changePassword({ body: { current: 'wrong one', next } }))).toBe(
    'sign_in_failed',
  );
  await here.client(accounts).changePassword({ body: { current: PASSWORD, next } });
  expect(await refusedCode(there.client(accounts).getSession({}))).toBe('not_signed_in');
  expect((await here.client(accounts).getSession({})).account.name).toBe('changes');
  const signIn = (password: string) =>
    rig
      .browser()
      .client(accounts)
      .signIn({ body: { login: here.login, password } });
  expect(await refusedCode(signIn(PASSWORD))).toBe('sign_in_failed');
  expect(await refusedCode(signIn(next))).toBeUndefined();
});

test('somebody sees where they are signed in and ends a session there, which is out at the next request', async () => {
  const here = await rig.maker('sees');
  const there = rig.browser();
  await there.client(accounts).signIn({ body: { login: here.login, password: PASSWORD } });
  const third = rig.browser();
  await third.client(accounts).signIn({ body: { login: here.login, password: PASSWORD } });
  const { items } = await here.client(accounts).listSessions({});
  expect(items.map(({ current }) => current)).toEqual([false, false, true]);
  expect(items[0]).toMatchObject({ address: '127.0.0.1', startedAt: expect.any(String) });
  const ended = (await there.client(accounts).listSessions({})).items.find(({ current }) => current)?.id ?? '';
  const { key } = await here.client(accounts).createApiKey({ body: { name: 'x' } });
  const program = rig.browser({ origin: null, apiKey: key });
  const stranger = await rig.maker('stranger-to-sessions');
  for (const other of [program, stranger]) {
    const refused = await refusedCode(other.client(accounts).endSession({ params: { id: ended } }));
    expect(refused).toBe(other === program ? 'not_allowed' : 'not_found');
  }
  expect(await refusedCode(program.client(accounts).listSessions({}))).toBe('not_allowed');
  expect(await refusedCode(program.client(accounts).endOtherSessions({}))).toBe('not_allowed');
  await here.client(accounts).endSession({ params: { id: ended } });
  expect(await refusedCode(there.client(accounts).getSession({}))).toBe('not_signed_in');
  expect(await refusedCode(third.client(accounts).getSession({}))).toBeUndefined();
  expect(await here.client(accounts).endOtherSessions({})).toEqual({ ended: 1 });
  expect(await refusedCode(third.client(accounts).getSession({}))).toBe('not_signed_in');
  expect((await stranger.client(accounts).listSessions({})).items).toHaveLength(1);
});

test('a session says when it was last used, to some minutes', async () => {
  const maker = await rig.maker('used');
  const seen = async () => (await maker.client(accounts).listSessions({})).items[0]?.seenAt ?? '';
  const before = await seen();
  await rig.clock.advance(minutes(4));
  expect(await seen()).toBe(before);
  await rig.clock.advance(minutes(2));
  expect(Date.parse(await seen())).toBeGreaterThan(Date.parse(before) + minutes(5));
});

test('a page of another site changes nothing with the session’s cookie, nor does a request without origin', async () => {
  const maker = await rig.maker('csrf');
  for (const origin of ['https://evil.example', 'null', null]) {
    const page = rig.browser({ origin });
    for (const [name, value] of maker.cookies) page.cookies.set(name, value);
    expect(await refusedCode(page.client(accounts).createApiKey({ body: { name: 'x' } }))).toBe('not_allowed');
    expect(await refusedCode(page.client(accounts).signOut({}))).toBe('not_allowed');
  }
  const foreign = rig.browser({ origin: 'https://evil.example' });
  const body = { login: 'foreign@example.com', password: PASSWORD, accountName: 'foreign' };
  expect(await refusedCode(foreign.client(accounts).register({ body }))).toBe('not_allowed');
  expect(await refusedCode(rig.browser().client(accounts).register({ body }))).toBeUndefined();
  expect(await refusedCode(foreign.client(accounts).signIn({ body: { login: maker.login, password: PASSWORD } }))).toBe(
    'not_allowed',
  );
});

test('after five wrong passwords from one address a stranger waits, and a right one in time clears the count', async () => {
  const { login } = await rig.maker('guessed');
  const attempt = (password: string) =>
    refusedCode(rig.browser().client(accounts).signIn({ body: { login, password } }));
  for (let n = 0; n < 4; n++) expect(await attempt('wrong guess')).toBe('sign_in_failed');
  expect(await attempt(PASSWORD)).toBeUndefined();
  for (let n = 0; n < 6; n++) expect(await attempt('wrong guess')).toBe('sign_in_failed');
  expect(await attempt(PASSWORD)).toBe('rate_limited');
});

test('an API key does what its scope lets it, until it ends by itself or with the password', async () => {
  const maker = await rig.maker('scopes');
  const client = maker.client(accounts);
  const { pid } = await maker.client(products).createProduct({ body: { name: 'scoped' } });
  const by = (apiKey: string) => rig.browser({ origin: null, apiKey });
  const codes = async (key: string) => [
    await refusedCode(by(key).client(products).getProduct({ params: { pid } })),
    await refusedCode(
      by(key)
        .client(products)
        .createProduct({ body: { name: 'more' } }),
    ),
  ];
  const reading = await client.createApiKey({ body: { name: 'looks', scope: 'read', days: 1 } });
  const activating = await client.createApiKey({ body: { name: 'pipeline', scope: 'activate' } });
  const whole = await client.createApiKey({ body: { name: 'all' } });
  expect(await codes(reading.key)).toEqual([undefined, 'key_out_of_scope']);
  expect(await codes(activating.key)).toEqual([undefined, 'key_out_of_scope']);
  expect(await codes(whole.key)).toEqual([undefined, undefined]);
  const { items } = await client.listApiKeys({ query: {} });
  expect(items.map(({ name, scope, expiresAt }) => [name, scope, expiresAt !== null])).toEqual([
    ['all', 'all', false],
    ['pipeline', 'activate', false],
    ['looks', 'read', true],
  ]);
  await rig.clock.advance(days(1));
  expect(await codes(reading.key)).toEqual(['api_key_invalid', 'api_key_invalid']);
  const change = (current: string, next: string, endApiKeys?: boolean) =>
    client.changePassword({ body: { current, next, ...(endApiKeys === undefined ? {} : { endApiKeys }) } });
  await change(PASSWORD, 'another horse battery', false);
  expect(await codes(whole.key)).toEqual([undefined, undefined]);
  await change('another horse battery', 'a third horse battery');
  expect(await codes(whole.key)).toEqual(['api_key_invalid', 'api_key_invalid']);
});

test('an API key acts for its account until it is revoked, and makes no keys', async () => {
  const maker = await rig.maker('keys');
  const client = maker.client(accounts);
  const { id, key } = await client.createApiKey({ body: { name: 'factory' } });
  expect(key).toMatch(/^kt_/);
  const program = rig.browser({ origin: null, apiKey: key }).client(accounts);
  expect((await program.getSession({})).account).toEqual(maker.session.account);
  expect(await refusedCode(program.createApiKey({ body: { name: 'more' } }))).toBe('not_allowed');
  const { items } = await client.listApiKeys({ query: {} });
  expect(items).toMatchObject([{ id, name: 'factory', lastUsedAt: expect.any(String) }]);
  expect(JSON.stringify(items)).not.toContain(key);
  const stored = await rig.context.db.selectFrom('api_key').selectAll().execute();
  expect(JSON.stringify(stored)).not.toContain(key);
  await client.revokeApiKey({ params: { id } });
  expect(await refusedCode(program.getSession({}))).toBe('api_key_invalid');
});

test('the set-up link makes one operator and then no more', async () => {
  const first = new URL((await openSetUpLink(rig.context)) ?? '').searchParams.get('token') ?? '';
  const token = new URL((await openSetUpLink(rig.context)) ?? '').searchParams.get('token') ?? '';
  const untold = openSetUpLink(rig.context, () => {
    throw new Error('nobody can be told');
  });
  await expect(untold).rejects.toThrow('nobody can be told'); // the one that was told still works
  const setUp = (token: string, login: string) =>
    rig
      .browser()
      .client(accounts)
      .setUp({ body: { token, login, password: PASSWORD } });
  expect(await refusedCode(setUp(first, 'boss@example.com'))).toBe('setup_link_invalid');
  expect((await setUp(token, 'boss@example.com')).account.kind).toBe('operator');
  expect(await refusedCode(setUp(token, 'second@example.com'))).toBe('setup_link_invalid');
  expect(await openSetUpLink(rig.context)).toBeUndefined();
});
