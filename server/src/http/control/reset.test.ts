import { accounts, audit, OwnerId, platform, Region } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resetAtTerminal } from '../../control/operator/reset-at-terminal.ts';
import { type ControlRig, PASSWORD, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';
import type { RegionHandlers } from '../testing/region-peer.ts';

const NEXT = 'another horse battery';
const expiresAt = '2026-11-28T00:00:00.000Z';
const ownerId = OwnerId.parse('9'.repeat(20));
const answers: Record<'cn' | 'eu', Partial<RegionHandlers>> = {
  cn: {
    createResetLink: async (_caller, { body: { login } }) => ({
      link: login === 'owner@example.com' ? { ownerId, url: 'http://cn/app/reset#token=kr_x', expiresAt } : null,
    }),
  },
  eu: {},
};
let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
beforeAll(async () => {
  rig = await startControl({ answers, mailer: { send: async () => {} } });
  operator = await rig.operator();
});
afterAll(() => rig[Symbol.asyncDispose]());

const tokenIn = (url: string): string => url.split('#token=')[1] ?? '';
const make = (login: string, region?: string, password = PASSWORD) =>
  operator
    .client(platform)
    .createResetLink({ body: { login, password, ...(region ? { region: Region.parse(region) } : {}) } });
const finish = (token: string, endApiKeys = true) =>
  refusedCode(
    rig
      .browser()
      .client(accounts)
      .resetPassword({ body: { token, password: NEXT, endApiKeys } }),
  );

test('what is answered to whoever lost a password says how, and never whether there is such an account', async () => {
  const { login } = await rig.maker('lost');
  const ask = async (login: string) => {
    const response = await rig.browser().fetch('/api/v1/password-resets', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login }),
    });
    return { status: response.status, text: await response.text(), cookies: response.headers.getSetCookie() };
  };
  const known = await ask(login);
  expect(known).toEqual({ status: 202, text: '{"way":"mail"}', cookies: [] });
  expect(await ask('nobody@example.com')).toEqual(known);
  expect((await ask('138 0013 8000')).text).toBe('{"way":"operator"}'); // nobody can be written to by that
  expect((await ask('somebody')).status).toBe(422);
});

test('the operator’s link sets a maker’s password, ends sessions and keys, and its owner is told for a week', async () => {
  const maker = await rig.maker('helped');
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'x' } });
  const program = rig.browser({ origin: null, apiKey: key }).client(accounts);
  expect(await refusedCode(maker.client(platform).createResetLink({ body: { login: maker.login } }))).toBe(
    'not_allowed',
  );
  const { url } = await make(maker.login);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1\/reset#token=kr_[\w-]{43}$/);
  expect(await finish(tokenIn(url))).toBeUndefined();
  expect(await refusedCode(maker.client(accounts).getSession({}))).toBe('not_signed_in');
  expect(await refusedCode(program.getSession({}))).toBe('api_key_invalid');
  const again = rig.browser().client(accounts);
  expect(await refusedCode(again.signIn({ body: { login: maker.login, password: PASSWORD } }))).toBe('sign_in_failed');
  const { user } = await again.signIn({ body: { login: maker.login, password: NEXT } });
  expect(user.resetAt).not.toBeNull();
  const audited = await rig.context.db.selectFrom('audit').selectAll().where('subject', '=', maker.login).execute();
  expect(audited).toMatchObject([{ action: 'reset_link.made', account_id: operator.session.account.id }]);
  expect(JSON.stringify(audited)).not.toContain(tokenIn(url));
});

test('API keys outlive a reset only where that is asked for', async () => {
  const maker = await rig.maker('keeps-keys');
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'x' } });
  expect(await finish(tokenIn((await make(maker.login)).url), false)).toBeUndefined();
  expect(await refusedCode(rig.browser({ origin: null, apiKey: key }).client(accounts).getSession({}))).toBeUndefined();
});

test('an owner’s link comes from their region; nobody’s login has none', async () => {
  expect(await make('owner@example.com', 'cn')).toEqual({ url: 'http://cn/app/reset#token=kr_x', expiresAt });
  expect(await refusedCode(make('owner@example.com', 'eu'))).toBe('not_found');
  expect(await refusedCode(make('owner@example.com', 'xx'))).toBe('not_found');
  expect(await refusedCode(make('nobody@example.com'))).toBe('not_found');
  // By the owner's number, so that whoever leaves can be forgotten.
  const audited = rig.context.db.selectFrom('audit').select('details').where('subject', '=', `cn ${ownerId}`);
  expect(await audited.execute()).toEqual([{ details: { login: 'owner@example.com' } }]);
});

test('a program makes links for others, and none that would make it an operator who signs in', async () => {
  const maker = await rig.maker('by-program');
  const { key } = await operator.client(accounts).createApiKey({ body: { name: 'kaitong' } });
  const program = rig.browser({ origin: null, apiKey: key }).client(platform);
  expect(await refusedCode(program.createResetLink({ body: { login: maker.login } }))).toBeUndefined();
  expect(await refusedCode(program.createResetLink({ body: { login: 'operator@example.com' } }))).toBe('not_allowed');
});

test('an operator’s open browser makes no link: not without the password, and none for itself with it', async () => {
  const maker = await rig.maker('next-door');
  expect(await refusedCode(make(maker.login, undefined, 'not the password'))).toBe('sign_in_failed');
  const { client } = operator;
  expect(await refusedCode(client(platform).createResetLink({ body: { login: maker.login } }))).toBe('sign_in_failed');
  expect(await refusedCode(make('operator@example.com'))).toBe('own_account');
});

test('whoever starts the server gets a link for anybody of the console, and what it made is in the trail', async () => {
  const { items } = await operator.client(audit).listAudit({ query: { action: 'reset_link.made' } });
  const done = await resetAtTerminal(rig.context, 'operator@example.com', { withoutSecondFactor: true });
  expect(done).toMatchObject({ url: expect.stringContaining('/reset#token=kr_'), secondFactorRemoved: false });
  expect(await resetAtTerminal(rig.context, 'nobody@example.com', { withoutSecondFactor: false })).toBeUndefined();
  const [entry, ...rest] = (await operator.client(audit).listAudit({ query: { action: 'reset_link.made' } })).items;
  expect(entry).toMatchObject({ user: null, subject: 'operator@example.com', details: { by: 'terminal' } });
  expect(rest).toEqual(items);
});
