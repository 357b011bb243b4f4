import { accounts, audit, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mail } from '../../mail/open-mailer.ts';
import { createReset } from '../../sign-in/reset.ts';
import { mailHandlers } from '../../sign-in/reset-mail.ts';
import { Authenticator } from '../../sign-in/testing/authenticator.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

const PAGE = 'https://kaitong.test';
const mails: Mail[] = [];
const mailer = { send: async (mail: Mail) => void mails.push(mail) };

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl({ publicUrl: PAGE, mailer });
});
afterAll(() => rig[Symbol.asyncDispose]());

async function addTo(maker: Pick<RigMaker, 'client'>, name = 'phone', code?: string) {
  const authenticator = new Authenticator(PAGE);
  const client = maker.client(accounts);
  const options = await client.beginPasskey({ body: { password: PASSWORD, ...(code ? { code } : {}) } });
  const created = authenticator.create(options);
  return { authenticator, passkey: await client.addPasskey({ body: { name, created } }) };
}

async function signIn(authenticator: Authenticator, browser = rig.browser()) {
  const client = browser.client(accounts);
  const used = authenticator.use(await client.beginPasskeySignIn({}));
  return { browser, code: await refusedCode(client.signInWithPasskey({ body: { used } })) };
}

test('a passkey signs in without a password, which the list of sessions and the trail show', async () => {
  const maker = await rig.maker('keyed');
  const { authenticator, passkey } = await addTo(maker);
  const { browser, code } = await signIn(authenticator);
  expect(code).toBeUndefined();
  const client = browser.client(accounts);
  expect((await client.getSession({})).user.email).toBe(maker.login);
  expect((await client.listSessions({})).items).toHaveLength(2);
  expect(await client.listPasskeys({})).toMatchObject({
    items: [{ id: passkey.id, name: 'phone', lastUsedAt: expect.any(String) }],
    unavailable: null,
    origin: PAGE,
  });
  const { items } = await maker.client(audit).listAudit({ query: {} });
  expect(items.map(({ action, subject }) => `${action} ${subject}`.trim())).toEqual([
    'session.started',
    'passkey.added phone',
  ]);
  expect(items[0]?.details).toMatchObject({ by: 'passkey' });
});

test('it stands for password and second factor; adding and removing one takes both', async () => {
  const maker = await rig.maker('both');
  const client = maker.client(accounts);
  const { secret } = await client.beginSecondFactor({ body: { password: PASSWORD } });
  const codeNow = () =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: rig.clock.now().getTime() });
  const nextCode = async () => {
    await rig.clock.advance(seconds(30));
    return codeNow();
  };
  await client.confirmSecondFactor({ body: { code: codeNow() } });
  const begin = (body: { password: string; code?: string }) => refusedCode(client.beginPasskey({ body }));
  expect(await begin({ password: 'not this one' })).toBe('sign_in_failed');
  expect(await begin({ password: PASSWORD })).toBe('second_factor_needed');
  expect(await begin({ password: PASSWORD, code: '000000' })).toBe('second_factor_wrong');
  const { authenticator, passkey } = await addTo(maker, 'phone', await nextCode());
  expect((await signIn(authenticator)).code).toBeUndefined();
  const remove = (body: { password: string; code?: string }) =>
    refusedCode(client.removePasskey({ params: { id: passkey.id }, body }));
  expect(await remove({ password: PASSWORD })).toBe('second_factor_needed');
  expect(await remove({ password: PASSWORD, code: await nextCode() })).toBeUndefined();
  expect((await signIn(authenticator)).code).toBe('passkey_unknown');
});

test('an API key and another maker neither see, add nor remove one', async () => {
  const maker = await rig.maker('guarded');
  const { passkey } = await addTo(maker);
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'x' } });
  const program = rig.browser({ origin: null, apiKey: key }).client(accounts);
  const options = await maker.client(accounts).beginPasskey({ body: { password: PASSWORD } });
  const created = new Authenticator(PAGE).create(options);
  const stranger = (await rig.maker('stranger')).client(accounts);
  const { id } = passkey;
  const remove = { params: { id }, body: { password: PASSWORD } };
  const byProgram = [
    program.listPasskeys({}),
    program.beginPasskey({ body: { password: PASSWORD } }),
    program.addPasskey({ body: { name: 'x', created } }),
    program.removePasskey(remove),
  ];
  expect(await Promise.all(byProgram.map(refusedCode))).toEqual(byProgram.map(() => 'not_allowed'));
  expect(await refusedCode(stranger.addPasskey({ body: { name: 'x', created } }))).toBe('passkey_expired');
  expect(await refusedCode(stranger.removePasskey(remove))).toBe('not_found');
  expect((await stranger.listPasskeys({})).items).toEqual([]);
  expect((await maker.client(accounts).listPasskeys({})).items).toHaveLength(1);
});

test('another site’s page begins nothing and signs nobody in', async () => {
  const maker = await rig.maker('lured');
  const { authenticator } = await addTo(maker);
  const elsewhere = rig.browser({ origin: 'https://evil.test' }).client(accounts);
  expect(await refusedCode(elsewhere.beginPasskeySignIn({}))).toBe('not_allowed');
  const used = authenticator.use(await rig.browser().client(accounts).beginPasskeySignIn({}));
  expect(await refusedCode(elsewhere.signInWithPasskey({ body: { used } }))).toBe('not_allowed');
});

test('a copy that was used is told in the trail, once', async () => {
  const maker = await rig.maker('copied');
  const { authenticator } = await addTo(maker);
  authenticator.counter = 50;
  await signIn(authenticator);
  authenticator.counter = 3;
  expect([(await signIn(authenticator)).code, (await signIn(authenticator)).code]).toEqual([
    'passkey_stopped',
    'passkey_stopped',
  ]);
  const { items } = await maker.client(audit).listAudit({ query: { action: 'passkey.stopped' } });
  expect(items).toMatchObject([{ subject: 'phone' }]);
});

test('a password that is set by a link ends every passkey, one that is changed by whoever knows it ends none', async () => {
  const maker = await rig.maker('recovered');
  const { authenticator } = await addTo(maker);
  await maker.client(accounts).changePassword({ body: { current: PASSWORD, next: 'another horse battery' } });
  expect((await signIn(authenticator)).code).toBeUndefined();
  const { token } = await createReset(rig.context.db, maker.session.user.id);
  await rig
    .browser()
    .client(accounts)
    .resetPassword({ body: { token, password: 'a third horse battery' } });
  expect((await signIn(authenticator)).code).toBe('passkey_unknown');
});

test('whoever can be written to is told by mail that a passkey was added', async () => {
  const maker = await rig.maker('told');
  await addTo(maker);
  const { db, log } = rig.context;
  const { rows } = await sql<{ subject: string }>`SELECT subject FROM deadline WHERE kind = 'login.mail'`.execute(db);
  const [subject = ''] = rows.map((row) => row.subject).filter((text) => text.endsWith(maker.login));
  const send = mailHandlers<ControlTables>({ mailer, resetPage: `${PAGE}/reset`, log })['login.mail'];
  await db.transaction().execute(async (trx) => void (await send?.({ subject, tries: 0 } as never, trx)));
  expect(mails).toMatchObject([{ to: maker.login, subject: 'A passkey was added to your account (kaitong.test)' }]);
});
