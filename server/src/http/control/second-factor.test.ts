import { accounts, audit, hours, platform, seconds } from '@kaitong/contract';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resetAtTerminal } from '../../control/operator/reset-at-terminal.ts';
import { createReset } from '../../sign-in/reset.ts';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
beforeAll(async () => {
  rig = await startControl();
  operator = await rig.operator();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What an authenticator app shows now. */
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: rig.clock.now().getTime() });
const nextCode = async (secret: string): Promise<string> => {
  await rig.clock.advance(seconds(30));
  return codeOf(secret);
};

async function switchOn(name: string) {
  const maker = await rig.maker(name);
  const client = maker.client(accounts);
  const { secret, uri } = await client.beginSecondFactor({ body: { password: PASSWORD } });
  const { recoveryCodes } = await client.confirmSecondFactor({ body: { code: codeOf(secret) } });
  return { maker, client, secret, uri, recoveryCodes };
}
const signIn = (login: string, code?: string, password = PASSWORD, browser = rig.browser()) =>
  refusedCode(browser.client(accounts).signIn({ body: { login, password, ...(code ? { code } : {}) } }));

test('with a second factor the password alone signs nobody in, and leaves no session', async () => {
  const { maker, secret, uri } = await switchOn('two');
  expect(uri).toMatch(/^otpauth:\/\/totp\//);
  const count = async () => (await maker.client(accounts).listSessions({})).items.length;
  const before = await count();
  const browser = rig.browser();
  expect(await signIn(maker.login, undefined, PASSWORD, browser)).toBe('second_factor_needed');
  expect(await refusedCode(browser.client(accounts).getSession({}))).toBe('not_signed_in');
  expect(await signIn(maker.login, '000000')).toBe('second_factor_wrong');
  expect(await count()).toBe(before);
  expect(await signIn(maker.login, await nextCode(secret), 'not the password')).toBe('sign_in_failed');
  expect(await signIn(maker.login, codeOf(secret))).toBeUndefined();
});

test('a code counts once, and one step to either side of the clock', async () => {
  const { maker, secret } = await switchOn('once');
  const code = await nextCode(secret);
  expect([await signIn(maker.login, code), await signIn(maker.login, code)]).toEqual([
    undefined,
    'second_factor_wrong',
  ]);
  const late = await nextCode(secret);
  await rig.clock.advance(seconds(30));
  expect(await signIn(maker.login, late)).toBeUndefined();
  const later = await nextCode(secret);
  await rig.clock.advance(seconds(90));
  expect(await signIn(maker.login, later)).toBe('second_factor_wrong');
});

test('of twenty who send one code at once, one is signed in', async () => {
  const { maker, secret } = await switchOn('raced');
  const code = await nextCode(secret);
  const known = rig.browser();
  for (const [name, value] of maker.cookies) known.cookies.set(name, value);
  const ends = await Promise.all(Array.from({ length: 8 }, () => signIn(maker.login, code, PASSWORD, known)));
  expect(ends.filter((end) => end === undefined)).toHaveLength(1);
});

test('a recovery code opens once in place of the phone, and new ones end the old', async () => {
  const { maker, client, secret, recoveryCodes } = await switchOn('paper');
  expect(new Set(recoveryCodes).size).toBe(10);
  const [first = '', second = ''] = recoveryCodes;
  expect([await signIn(maker.login, first.toLowerCase()), await signIn(maker.login, first)]).toEqual([
    undefined,
    'second_factor_wrong',
  ]);
  expect(await client.getSecondFactor({})).toMatchObject({ on: true, recoveryCodes: 9 });
  const code = await nextCode(secret);
  await client.renewRecoveryCodes({ body: { password: PASSWORD, code } });
  expect(await signIn(maker.login, second)).toBe('second_factor_wrong');
});

test('it is switched on and off by whoever has the password and a code, not by an open browser or a key alone', async () => {
  const { maker, client, secret } = await switchOn('guarded');
  expect(await refusedCode(client.beginSecondFactor({ body: { password: PASSWORD } }))).toBe('second_factor_on');
  const remove = (password: string, code: string) =>
    refusedCode(client.removeSecondFactor({ body: { password, code } }));
  expect(await remove('not this one', await nextCode(secret))).toBe('sign_in_failed');
  expect(await remove(PASSWORD, '000000')).toBe('second_factor_wrong');
  const { key } = await client.createApiKey({ body: { name: 'x' } });
  const program = rig.browser({ origin: null, apiKey: key }).client(accounts);
  const byProgram = [
    program.getSecondFactor({}),
    program.beginSecondFactor({ body: { password: PASSWORD } }),
    program.removeSecondFactor({ body: { password: PASSWORD, code: codeOf(secret) } }),
  ];
  expect(await Promise.all(byProgram.map(refusedCode))).toEqual(byProgram.map(() => 'not_allowed'));
  expect(await remove(PASSWORD, await nextCode(secret))).toBeUndefined();
  expect(await signIn(maker.login)).toBeUndefined();
  expect(await remove(PASSWORD, codeOf(secret))).toBe('second_factor_off');
});

test('one that was begun and not confirmed counts for nothing, and is stored under the master key', async () => {
  const maker = await rig.maker('begun');
  const client = maker.client(accounts);
  const { secret } = await client.beginSecondFactor({ body: { password: PASSWORD } });
  expect(await refusedCode(client.confirmSecondFactor({ body: { code: '000000' } }))).toBe('second_factor_wrong');
  expect(await client.getSecondFactor({})).toMatchObject({ on: false });
  expect(await signIn(maker.login)).toBeUndefined();
  const rows = await rig.context.db.selectFrom('login_second_factor').selectAll().execute();
  expect(rows.every((row) => row.wrapped.startsWith('w1.'))).toBe(true);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test('who knows the password has ten wrong codes an hour from wherever, and the owner’s browser has its own', async () => {
  const { maker, secret } = await switchOn('guessed-codes');
  const { login } = maker;
  const guess = (n: number) => signIn(login, String(n).padStart(6, '0'));
  const { secondFactor } = rig.context;
  for (let n = 0; n < 10; n++) await secondFactor.refuse(maker.session.user.id, '000000', 'strangers');
  expect(await guess(11)).toBe('rate_limited');
  expect(await signIn(login, await nextCode(secret))).toBe('rate_limited');
  const own = rig.browser();
  for (const [name, value] of maker.cookies) own.cookies.set(name, value);
  expect(await signIn(login, codeOf(secret), PASSWORD, own)).toBeUndefined();
  await rig.clock.advance(hours(1));
  expect(await signIn(login, codeOf(secret))).toBeUndefined();
});

test('a password that was reset by a link does not open what the second factor guards', async () => {
  const { maker, secret } = await switchOn('reset');
  const { token } = await createReset(rig.context.db, maker.session.user.id);
  const next = 'another horse battery';
  await rig
    .browser()
    .client(accounts)
    .resetPassword({ body: { token, password: next } });
  expect(await signIn(maker.login, undefined, next)).toBe('second_factor_needed');
  expect(await signIn(maker.login, await nextCode(secret), next)).toBeUndefined();
});

test('the operator takes it from who lost it, which both trails say; nobody else can', async () => {
  const { maker } = await switchOn('lost-phone');
  const remove = (who: Pick<RigMaker, 'client'>) =>
    refusedCode(who.client(platform).removeSecondFactorOf({ body: { login: maker.login, password: PASSWORD } }));
  expect(await remove(await rig.maker('not-an-operator'))).toBe('not_allowed');
  const { key } = await operator.client(accounts).createApiKey({ body: { name: 'x' } });
  expect(await remove(rig.browser({ origin: null, apiKey: key }))).toBe('not_allowed');
  expect([await remove(operator), await remove(operator)]).toEqual([undefined, 'second_factor_off']);
  expect(await signIn(maker.login)).toBeUndefined();
  const { items } = await maker.client(audit).listAudit({ query: { action: 'second_factor.removed' } });
  expect(items).toMatchObject([{ user: null, subject: maker.login }]);
});

test('an operator’s open browser takes nobody’s, nor its own; with password and code it takes that of others', async () => {
  const { maker } = await switchOn('next-door');
  const client = operator.client(accounts);
  const { secret } = await client.beginSecondFactor({ body: { password: PASSWORD } });
  await client.confirmSecondFactor({ body: { code: codeOf(secret) } });
  const of = (login: string, code?: string, password = PASSWORD) => ({
    body: { login, password, ...(code ? { code } : {}) },
  });
  const remove = (...asked: Parameters<typeof of>) =>
    refusedCode(operator.client(platform).removeSecondFactorOf(of(...asked)));
  const link = (...asked: Parameters<typeof of>) =>
    refusedCode(operator.client(platform).createResetLink(of(...asked)));
  for (const ask of [remove, link]) {
    expect(await ask(maker.login)).toBe('second_factor_needed');
    expect(await ask(maker.login, await nextCode(secret), 'not the password')).toBe('sign_in_failed');
    expect(await ask('operator@example.com', await nextCode(secret))).toBe('own_account');
    expect(await ask(maker.login, await nextCode(secret))).toBeUndefined();
  }
});

test('the only operator who lost the telephone and the codes gets back in from the server’s terminal', async () => {
  const login = 'operator@example.com';
  expect(await signIn(login)).toBe('second_factor_needed');
  const done = await resetAtTerminal(rig.context, login, { withoutSecondFactor: true });
  expect(done?.secondFactorRemoved).toBe(true);
  const password = 'another horse battery';
  const body = { token: done?.url.split('#token=')[1] ?? '', password };
  await rig.browser().client(accounts).resetPassword({ body });
  const back = rig.browser();
  expect(await signIn(login, undefined, password, back)).toBeUndefined();
  const { items } = await back.client(audit).listAudit({ query: { action: 'second_factor.removed', search: login } });
  expect(items).toMatchObject([{ user: null, details: { by: 'terminal' } }]);
});
