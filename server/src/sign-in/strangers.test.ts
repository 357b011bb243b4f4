import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Door, openBrowser, openDoor } from './testing/door.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door[Symbol.asyncDispose]());

const ip = (n: number): string => `203.0.113.${n}`;

test('while strangers keep their lane full, a browser that signed in before is let in at once', async () => {
  const home = await door.signUp('full@example.com');
  const letGo = door.hold.close();
  const tries = Array.from({ length: 60 }, (_, n) => door.signIn(openBrowser(ip(n)), 'full@example.com', 'wrong one'));
  await Promise.race(tries); // sent away: the lane is full
  expect(await door.signIn(home, 'full@example.com')).toBe('in');
  expect(await door.signIn(home, 'full@example.com', 'mistyped')).toBe('sign_in_failed');
  letGo();
  expect(new Set(await Promise.all(tries))).toEqual(new Set(['sign_in_failed', 'platform_busy']));
});

test('wrong passwords from a hundred addresses keep nobody out: not at home, and not at a browser that is new', async () => {
  const login = 'besieged@example.com';
  const home = await door.signUp(login);
  for (let round = 0; round < 2; round++)
    for (let n = 100; n < 200; n++)
      expect(await door.signIn(openBrowser(ip(n)), login, 'wrong')).toBe('sign_in_failed');
  expect(await door.signIn(openBrowser('198.51.100.77'), login)).toBe('in');
  expect(await door.signIn(home, login)).toBe('in');
});

test('the right password of a browser that is new goes before the guesses of those who guessed twice before', async () => {
  const login = 'queue@example.com';
  await door.signUp(login);
  for (let n = 0; n < 40; n++) await door.signIn(openBrowser(ip(n % 20)), `${n}@example.com`, 'wrong');
  const letGo = door.hold.close();
  const done: string[] = [];
  const guesses = Array.from({ length: 12 }, (_, n) =>
    door.signIn(openBrowser(ip(n)), login, 'wrong').then(() => done.push('guess')),
  );
  await door.inLine(11);
  const owner = door.signIn(openBrowser('198.51.100.78'), login).then((answer) => done.push(answer));
  await door.inLine(12);
  letGo();
  await Promise.all([...guesses, owner]);
  expect(done.slice(0, 2)).toEqual(['guess', 'in']); // the first was being looked at already
});

test('a known browser may try twenty times in ten minutes; after that it is a stranger, who is counted', async () => {
  const login = 'typos@example.com';
  const home = await door.signUp(login);
  const counted = async () =>
    (await sql`SELECT FROM login_try WHERE key LIKE ${`at ${login} from %`}`.execute(door.db)).rows.length;
  for (let n = 0; n < 20; n++) expect(await door.signIn(home, login, 'wrong')).toBe('sign_in_failed');
  expect(await counted()).toBe(0);
  expect(await door.signIn(home, login, 'wrong')).toBe('sign_in_failed');
  expect(await counted()).toBe(1);
});

test('a password that is tried first is refused where one is chosen, and asked for where one is there already', async () => {
  const login = 'weak@example.com';
  await expect(door.signUp(login, undefined, 'weak@example.com')).rejects.toThrow('password_weak');
  await expect(door.signUp(login, undefined, 'aaaaaaaaaa')).rejects.toThrow('password_weak');
  const home = await door.signUp(login);
  expect(await door.changePassword(home, 'aaaaaaaaaa')).toBe('password_weak');
  expect(await door.changePassword(home, login)).toBe('password_weak');
  expect(await door.changePassword(home, 'another horse battery')).toBe('changed');
  await expect(door.signUp(login, undefined, 'yet another horse')).rejects.toThrow('account_exists');
});
