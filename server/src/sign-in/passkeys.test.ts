import { isRefusal, minutes, seconds, type UsedPasskey } from '@kaitong/contract';
import fc from 'fast-check';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { Passkeys } from './passkeys.ts';
import { sweepSignIn } from './sweep-sign-in.ts';
import type { SignInTables } from './tables.ts';
import { Authenticator } from './testing/authenticator.ts';
import { type Door, openDoor } from './testing/door.ts';

const PAGE = 'https://kaitong.test:8443';

let door: Door;
let passkeys: Passkeys;
let userId: string;
let otherId: string;
const at = (publicUrl: string, db = door.db) =>
  new Passkeys(db as unknown as Kysely<SignInTables>, { publicUrl, site: 'console' });
beforeAll(async () => {
  door = await openDoor();
  passkeys = at(PAGE);
  await door.signUp('owner@example.com');
  await door.signUp('other@example.com');
  const users = await door.db.selectFrom('login_user').select(['id', 'email']).execute();
  userId = users.find(({ email }) => email === 'owner@example.com')?.id ?? '';
  otherId = users.find(({ email }) => email === 'other@example.com')?.id ?? '';
});
beforeEach(async () => void (await door.db.deleteFrom('login_passkey').execute()));
afterAll(() => door[Symbol.asyncDispose]());

const got = <T extends object>(answer: T): Exclude<T, { code: unknown }> => {
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer as Exclude<T, { code: unknown }>;
};
const codeOf = (answer: object) => (isRefusal(answer) ? answer.code : 'ok');

async function add(authenticator = new Authenticator(PAGE), owner = userId) {
  const options = got(await passkeys.begin(owner, 'owner@example.com'));
  const created = createdBy(authenticator, options);
  return { authenticator, passkey: got(await passkeys.add(owner, 'phone', created)) };
}
const createdBy = (authenticator: Authenticator, options: Parameters<Authenticator['create']>[0]) => {
  const { response, ...rest } = authenticator.create(options);
  return { ...rest, response: { ...response, transports: response.transports ?? [] } };
};
const used = (authenticator: Authenticator, options: Parameters<Authenticator['use']>[0]) =>
  authenticator.use(options) as z.output<typeof UsedPasskey>;
const uncounted = () => Object.assign(new Authenticator(PAGE), { counter: null });
const sign = async (authenticator: Authenticator) => used(authenticator, got(await passkeys.beginSignIn()));

test('a passkey shows whose it is, and is listed with its last use', async () => {
  const { authenticator, passkey } = await add();
  expect(passkey).toMatchObject({ name: 'phone', lastUsedAt: null, stoppedAt: null });
  expect(await passkeys.prove(await sign(authenticator))).toEqual({ userId, name: 'phone' });
  const [listed] = await passkeys.list(userId);
  expect(listed?.lastUsedAt).not.toBeNull();
  expect(await passkeys.list(otherId)).toEqual([]);
});

test('a challenge answers once, whatever is done with challenges in whatever order, by many processes at once', async () => {
  const { authenticator } = await add(uncounted());
  const step = fc.oneof(
    fc.constant({ kind: 'ask' as const }),
    fc.record({ kind: fc.constant('answer' as const), which: fc.nat(4), times: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('spoil' as const), which: fc.nat(4) }),
    fc.record({ kind: fc.constant('wait' as const), s: fc.integer({ min: 1, max: 200 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const asked: { options: Parameters<Authenticator['use']>[0]; at: number; isOpen: boolean }[] = [];
      let now = 0;
      for (const one of steps) {
        if (one.kind === 'ask') asked.push({ options: got(await passkeys.beginSignIn()), at: now, isOpen: true });
        if (one.kind === 'wait') {
          await door.clock.advance(seconds(one.s));
          now += one.s;
        }
        const challenge = 'which' in one ? asked[one.which] : undefined;
        if (!challenge || !('which' in one)) continue;
        const isGood = challenge.isOpen && now - challenge.at < minutes(5) / 1000;
        challenge.isOpen = false;
        const signed = used(authenticator, challenge.options);
        if (one.kind === 'spoil') {
          const other = used(authenticator, { ...challenge.options, rpId: 'elsewhere.test' });
          expect(codeOf(await passkeys.prove(other))).toBe(isGood ? 'passkey_refused' : 'passkey_expired');
        } else if (one.kind === 'answer') {
          const processes = Array.from({ length: one.times }, () => at(PAGE));
          const codes = (await Promise.all(processes.map((process) => process.prove(signed)))).map(codeOf);
          expect(codes.filter((code) => code === 'ok')).toHaveLength(isGood ? 1 : 0);
          expect(codes.filter((code) => code === 'passkey_expired')).toHaveLength(one.times - (isGood ? 1 : 0));
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('a challenge for making a passkey is its user’s, and signs nobody in', async () => {
  const authenticator = new Authenticator(PAGE);
  const made = createdBy(authenticator, got(await passkeys.begin(userId, 'x')));
  expect(codeOf(await passkeys.add(otherId, 'mine now', made))).toBe('passkey_expired');
  expect(codeOf(await passkeys.add(userId, 'mine', made))).toBe('ok');
  const forMaking = got(await passkeys.begin(userId, 'x'));
  const signed = used(authenticator, { rpId: 'kaitong.test', challenge: forMaking.challenge });
  expect(codeOf(await passkeys.prove(signed))).toBe('passkey_expired');
  const forSigning = got(await passkeys.beginSignIn());
  const wrong = createdBy(new Authenticator(PAGE), { ...forMaking, challenge: forSigning.challenge });
  expect(codeOf(await passkeys.add(userId, 'x', wrong))).toBe('passkey_expired');
});

test('another page, another host, an unknown owner of the finger, another key: none of them is let in', async () => {
  const { authenticator } = await add();
  const as = async (change: (authenticator: Authenticator) => void) => {
    const { origin, verifies } = authenticator;
    change(authenticator);
    const signed = await sign(authenticator);
    Object.assign(authenticator, { origin, verifies });
    return codeOf(await passkeys.prove(signed));
  };
  expect(await as((one) => Object.assign(one, { origin: 'https://kaitong.test' }))).toBe('passkey_refused');
  expect(await as((one) => Object.assign(one, { origin: 'http://kaitong.test:8443' }))).toBe('passkey_refused');
  expect(await as((one) => Object.assign(one, { verifies: false }))).toBe('passkey_refused');
  const options = got(await passkeys.beginSignIn());
  expect(codeOf(await passkeys.prove(used(authenticator, { ...options, rpId: 'evil.test' })))).toBe('passkey_refused');
  const { authenticator: others } = await add(new Authenticator(PAGE), otherId);
  const [own, foreign] = [await sign(authenticator), await sign(others)];
  expect(codeOf(await passkeys.prove({ ...own, id: foreign.id, rawId: foreign.id }))).toBe('passkey_refused');
  const swapped = { ...(await sign(authenticator)) };
  swapped.response = { ...swapped.response, userHandle: foreign.response.userHandle };
  expect(codeOf(await passkeys.prove(swapped))).toBe('passkey_refused');
  expect(codeOf(await passkeys.prove({ ...own, response: { ...own.response, clientDataJSON: 'bm90IGpzb24' } }))).toBe(
    'passkey_expired',
  );
  expect(await as(() => {})).toBe('ok');
});

test('one that was made without knowing its owner, or for another page, is not kept', async () => {
  for (const change of [{ verifies: false }, { origin: 'https://evil.test' }]) {
    const authenticator = Object.assign(new Authenticator(PAGE), change);
    const made = createdBy(authenticator, got(await passkeys.begin(userId, 'x')));
    expect(codeOf(await passkeys.add(userId, 'x', made))).toBe('passkey_refused');
  }
  expect(await passkeys.list(userId)).toEqual([]);
});

test('a counter that goes back stops the passkey for good, for the copy and for the original', async () => {
  const { authenticator } = await add();
  authenticator.counter = 10;
  expect(codeOf(await passkeys.prove(await sign(authenticator)))).toBe('ok');
  authenticator.counter = 4; // the copy was made when it stood there
  const stopped: string[] = [];
  const prove = async () =>
    codeOf(await passkeys.prove(await sign(authenticator), async () => void stopped.push('now')));
  expect(await prove()).toBe('passkey_stopped');
  authenticator.counter = 11;
  expect(await prove()).toBe('passkey_stopped');
  expect(stopped).toEqual(['now']);
  expect((await passkeys.list(userId))[0]?.stoppedAt).not.toBeNull();
});

test('one that counts nothing signs in again and again', async () => {
  const { authenticator } = await add(uncounted());
  for (let n = 0; n < 3; n++) expect(codeOf(await passkeys.prove(await sign(authenticator)))).toBe('ok');
});

test('what was removed opens nothing, and nobody removes another’s', async () => {
  const { authenticator, passkey } = await add();
  expect(await passkeys.remove(otherId, passkey.id)).toBeUndefined();
  expect(await passkeys.remove(userId, passkey.id)).toBe('phone');
  expect(codeOf(await passkeys.prove(await sign(authenticator)))).toBe('passkey_unknown');
});

test('a browser is told which authenticators have one already, and twenty are enough', async () => {
  for (let n = 0; n < 20; n++) {
    const options = got(await passkeys.begin(userId, 'x'));
    expect(options.excludeCredentials).toHaveLength(n);
    await passkeys.add(userId, `key ${n}`, createdBy(new Authenticator(PAGE), options));
  }
  expect(codeOf(await passkeys.begin(userId, 'x'))).toBe('passkeys_full');
});

test.each([
  ['http://kaitong.test', 'no_https'],
  ['https://192.0.2.7:8443', 'no_host_name'],
  ['https://[2001:db8::1]', 'no_host_name'],
  ['http://127.0.0.1:3000', 'no_host_name'],
  ['https://kaitong.test/cn', null],
])('%s: %s', async (publicUrl, reason) => {
  const there = at(publicUrl);
  expect(there.unavailable).toBe(reason);
  expect(codeOf(await there.beginSignIn())).toBe(reason === null ? 'ok' : 'passkeys_unavailable');
  expect(codeOf(await there.begin(userId, 'x'))).toBe(reason === null ? 'ok' : 'passkeys_unavailable');
});

test('challenges that nobody answered are swept away', async () => {
  await passkeys.beginSignIn();
  await door.clock.advance(minutes(6));
  await sweepSignIn(door.db);
  expect(await door.db.selectFrom('login_challenge').selectAll().execute()).toEqual([]);
});
