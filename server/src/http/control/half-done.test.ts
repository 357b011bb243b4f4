import { accounts, products } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReset } from '../../sign-in/reset.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
  await sql`
    CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut' USING ERRCODE = '57P01'; END $$`.execute(
    rig.context.db,
  );
});
afterAll(() => rig[Symbol.asyncDispose]());

/** While this lasts, nothing is recorded of the action, as where the database goes away then. */
async function unrecorded(action: string, work: () => Promise<void>): Promise<void> {
  const { db } = rig.context;
  await sql`CREATE TRIGGER unrecorded BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.action = ${sql.lit(action)})
    EXECUTE FUNCTION break()`.execute(db);
  try {
    await work();
  } finally {
    await sql`DROP TRIGGER unrecorded ON audit`.execute(db);
  }
}

const createKey = async (maker: RigMaker, key: string) => {
  const response = await maker.fetch('/api/v1/api-keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ name: 'x' }),
  });
  return { status: response.status, code: ((await response.json()) as { code?: string }).code };
};
const keysOf = async (maker: RigMaker) => (await maker.client(accounts).listApiKeys({ query: {} })).items;
const signIn = (login: string, password: string, browser = rig.browser()) =>
  refusedCode(browser.client(accounts).signIn({ body: { login, password } }));

test('nothing is made of which there is no record, and the same key makes it once the database is back', async () => {
  const maker = await rig.maker('once');
  await unrecorded('api_key.created', async () => expect((await createKey(maker, 'one')).status).toBe(503));
  expect(await keysOf(maker)).toEqual([]);
  expect((await createKey(maker, 'one')).status).toBe(201);
  expect(await keysOf(maker)).toHaveLength(1);
});

test('what may have been made is not made again by its key: a COMMIT whose answer never came', async () => {
  const maker = await rig.maker('lost');
  const { db } = rig.context;
  await sql`
    CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`.execute(db);
  await sql`CREATE CONSTRAINT TRIGGER lost AFTER INSERT ON api_key DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION hang_up()`.execute(db);
  expect((await createKey(maker, 'one')).status).toBe(503);
  await sql`DROP TRIGGER lost ON api_key`.execute(db);
  expect(await createKey(maker, 'one')).toEqual({ status: 409, code: 'idempotency_in_flight' });
  expect(await keysOf(maker)).toEqual([]);
});

test('a role is given and withdrawn, and sessions and keys end, with their record or not at all', async () => {
  const [maker, other] = [await rig.maker('giver'), await rig.maker('taker')];
  const client = maker.client(accounts);
  const { pid } = await maker.client(products).createProduct({ body: { name: 'x' } });
  const give = () => authoriseIn(maker, other, pid, 'viewer');
  const given = async () => (await client.listAuthorisations({ query: {} })).items.length;
  await unrecorded('authorisation.given', async () => expect(await refusedCode(give())).toBeDefined());
  expect(await given()).toBe(0);
  const id = await give();
  const { id: keyId } = await client.createApiKey({ body: { name: 'x' } });
  await signIn(maker.login, PASSWORD);
  const ends = {
    'authorisation.revoked': () => client.revokeAuthorisation({ params: { id } }),
    'api_key.revoked': () => client.revokeApiKey({ params: { id: keyId } }),
    'session.others_ended': () => client.endOtherSessions({}),
  };
  for (const [action, end] of Object.entries(ends))
    await unrecorded(action, async () => expect(await refusedCode(end())).toBeDefined());
  expect([await given(), (await keysOf(maker)).length]).toEqual([1, 1]);
  expect((await client.listSessions({})).items).toHaveLength(2);
});

test('a password that is set ends API keys with it, or stays as it was and its link good', async () => {
  const maker = await rig.maker('resets');
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'leaked' } });
  const opens = () => refusedCode(rig.browser({ apiKey: key, origin: null }).client(accounts).getSession({}));
  const { token } = await createReset(rig.context.db, maker.session.user.id);
  const next = 'another horse battery';
  const reset = () =>
    refusedCode(
      rig
        .browser()
        .client(accounts)
        .resetPassword({ body: { token, password: next } }),
    );
  await unrecorded('password.reset', async () => expect(await reset()).toBeDefined());
  expect([await opens(), await signIn(maker.login, PASSWORD)]).toEqual([undefined, undefined]);
  expect(await reset()).toBeUndefined();
  expect([await opens(), await signIn(maker.login, next)]).toEqual(['api_key_invalid', undefined]);
});

test('a password that is changed ends API keys with it, or nothing is changed', async () => {
  const maker = await rig.maker('changes');
  const client = maker.client(accounts);
  const { key } = await client.createApiKey({ body: { name: 'leaked' } });
  const opens = () => refusedCode(rig.browser({ apiKey: key, origin: null }).client(accounts).getSession({}));
  const next = 'another horse battery';
  const change = () => refusedCode(client.changePassword({ body: { current: PASSWORD, next } }));
  await unrecorded('password.changed', async () => expect(await change()).toBeDefined());
  expect([await opens(), await refusedCode(client.getSession({})), await signIn(maker.login, next)]).toEqual([
    undefined,
    undefined,
    'sign_in_failed',
  ]);
  expect(await change()).toBeUndefined();
  expect([await opens(), await refusedCode(client.getSession({}))]).toEqual(['api_key_invalid', undefined]);
});

test('whoever signs in without a record gets no session', async () => {
  const maker = await rig.maker('unseen');
  const browser = rig.browser();
  await unrecorded('session.started', async () => expect(await signIn(maker.login, PASSWORD, browser)).toBeDefined());
  expect(await refusedCode(browser.client(accounts).getSession({}))).toBe('not_signed_in');
});
