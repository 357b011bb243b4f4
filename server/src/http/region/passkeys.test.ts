import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReset } from '../../sign-in/reset.ts';
import { Authenticator } from '../../sign-in/testing/authenticator.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const PASSWORD = 'ten letters';
const PAGE = 'https://kaitong.test';
let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { signInUrl: `${PAGE}/cn` });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

async function addTo(phone: Phone) {
  const authenticator = new Authenticator(PAGE);
  const created = authenticator.create(await phone.beginPasskey({ body: { password: PASSWORD } }));
  return { authenticator, passkey: await phone.addPasskey({ body: { name: 'my phone', created } }) };
}
async function signIn(authenticator: Authenticator, phone = openPhone(region)) {
  const used = authenticator.use(await phone.beginPasskeySignIn({}));
  return await codeOf(phone.signInWithPasskey({ body: { used } }));
}

test('an owner signs in with a passkey, and the session ends as any other', async () => {
  const wang = await signUp(region, 'wang');
  const { authenticator, passkey } = await addTo(wang);
  const other = openPhone(region);
  expect(await signIn(authenticator, other)).toBe('ok');
  expect(await other.getOwner({})).toEqual(await wang.getOwner({}));
  expect(await other.listPasskeys({})).toMatchObject({ items: [{ id: passkey.id, lastUsedAt: expect.any(String) }] });
  await wang.endOtherSessions({});
  expect(await codeOf(other.getOwner({}))).toBe('not_signed_in');
});

test('adding and removing one takes the password, and a neighbour does neither', async () => {
  const [li, neighbour] = [await signUp(region, 'li'), await signUp(region, 'neighbour')];
  expect(await codeOf(li.beginPasskey({ body: { password: 'not this one' } }))).toBe('sign_in_failed');
  const { authenticator, passkey } = await addTo(li);
  const remove = (phone: Phone, password = PASSWORD) =>
    codeOf(phone.removePasskey({ params: { id: passkey.id }, body: { password } }));
  expect(await remove(neighbour)).toBe('not_found');
  expect((await neighbour.listPasskeys({})).items).toEqual([]);
  expect(await remove(li, 'not this one')).toBe('sign_in_failed');
  expect(await remove(li)).toBe('ok');
  expect(await signIn(authenticator)).toBe('passkey_unknown');
});

test('a password that was set by a link, and an account that is deleted, leave no passkey', async () => {
  const sun = await signUp(region, 'sun');
  const { authenticator } = await addTo(sun);
  const { id } = await sun.getOwner({});
  const { token } = await createReset(region.context.db, id);
  await openPhone(region).resetPassword({ body: { token, password: PASSWORD } });
  expect(await signIn(authenticator)).toBe('passkey_unknown');

  const again = openPhone(region);
  await again.signIn({ body: { login: 'sun@example.com', password: PASSWORD } });
  const { authenticator: next } = await addTo(again);
  await again.deleteAccount({ body: { password: PASSWORD } });
  expect(await signIn(next)).toBe('passkey_unknown');
  const { rows } = await sql`SELECT FROM login_passkey WHERE user_id = ${id}`.execute(region.context.db);
  expect(rows).toEqual([]);
});
