import { isRefusal, minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lane } from './lane.ts';
import type { SignIn, SignInRequest } from './sign-in.ts';
import { sweepSignIn } from './sweep-sign-in.ts';
import { type Door, openBrowser, openDoor } from './testing/door.ts';

const LOGIN = 'maker@example.com';
let door: Door;
beforeAll(async () => {
  door = await openDoor();
  await door.signUp(LOGIN);
  await door.signUp('other@example.com');
});
afterAll(() => door[Symbol.asyncDispose]());

const link = async (login = LOGIN): Promise<string> => (await door.signInHere.createLink(login)) ?? '';

/** The code of the refusal, or who is signed in then. */
async function follow(
  token: string,
  { browser = openBrowser('127.0.0.1'), by = door.signInHere, isFromHere = true }: Partial<Follower> = {},
): Promise<string> {
  const user = await by.signInWithLink({ ...browser, isFromHere }, { token }, async () => {});
  if (isRefusal(user)) return user.code;
  const session = await by.getSession(browser);
  return isRefusal(session) ? session.code : String(session.user.email);
}
type Follower = { browser: SignInRequest; by: SignIn; isFromHere: boolean };

test('a link signs in without a password, once, whichever process is asked', async () => {
  const token = await link();
  const processes = [door.signInHere, door.openProcess(), door.openProcess()];
  const codes = await Promise.all(processes.map((by) => follow(token, { by })));
  expect(codes.sort()).toEqual([LOGIN, 'sign_in_link_invalid', 'sign_in_link_invalid']);
  expect(await follow(token)).toBe('sign_in_link_invalid');
});

test('it does so for ten minutes by the clock of the database, and is swept away then', async () => {
  const [early, late] = [await link(), await link()];
  await door.clock.advance(minutes(9));
  expect(await follow(early)).toBe(LOGIN);
  await door.clock.advance(minutes(1));
  expect(await follow(late)).toBe('sign_in_link_invalid');
  await sweepSignIn(door.db);
  expect(await door.db.selectFrom('login_link').selectAll().execute()).toEqual([]);
});

test('from another machine, or through a proxy, it opens nothing and stays as it is', async () => {
  const token = await link();
  expect(await follow(token, { isFromHere: false })).toBe('sign_in_link_elsewhere');
  expect(await follow(token)).toBe(LOGIN);
});

test('a server that others reach makes none, and takes none that it made before others did', async () => {
  const token = await link();
  const reached = door.openProcess(new Lane(door.hold.passwords), false);
  expect(await reached.createLink(LOGIN)).toBeUndefined();
  expect(await follow(token, { by: reached })).toBe('sign_in_link_elsewhere');
});

test('what was made up, and who has no account, opens nothing; only a hash is stored', async () => {
  expect(await follow(`kl_${'a'.repeat(43)}`)).toBe('sign_in_link_invalid');
  expect(await door.signInHere.createLink('nobody@example.com')).toBeUndefined();
  await door.db.deleteFrom('login_link').execute();
  const token = await link();
  const rows = await door.db.selectFrom('login_link').selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token.slice(3));
});

test('whoever was signed in at that browser is out with it, and nobody else', async () => {
  const [browser, elsewhere] = [openBrowser('127.0.0.1'), openBrowser('127.0.0.1')];
  expect(await follow(await link('other@example.com'), { browser: elsewhere })).toBe('other@example.com');
  expect(await follow(await link('other@example.com'), { browser })).toBe('other@example.com');
  const old = { ...browser, header: browser.header };
  const cookie = browser.header('cookie');
  const ended: string[] = [];
  await door.signInHere.signInWithLink({ ...browser, isFromHere: true }, { token: await link() }, async (_, ids) => {
    ended.push(...ids);
  });
  expect(await door.signInHere.getSession(browser)).toMatchObject({ user: { email: LOGIN } });
  old.header = (name) => (name === 'cookie' ? cookie : browser.header(name));
  expect(await door.signInHere.getSession(old)).toMatchObject({ code: 'not_signed_in' });
  expect(ended).toHaveLength(1);
  expect(await door.signInHere.getSession(elsewhere)).toMatchObject({ user: { email: 'other@example.com' } });
});

test('a process that was killed before its answer leaves a link that is used up, and the next one works', async () => {
  const token = await link();
  const browser = openBrowser('127.0.0.1');
  const killed = { ...browser, setCookies: () => void expect.fail('killed'), isFromHere: true };
  await expect(door.openProcess().signInWithLink(killed, { token }, async () => {})).rejects.toThrow('killed');
  expect(await follow(token, { browser })).toBe('sign_in_link_invalid');
  expect(await follow(await link(), { browser })).toBe(LOGIN);
});
