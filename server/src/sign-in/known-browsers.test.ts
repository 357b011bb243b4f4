import { days } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { KnownBrowsers } from './known-browsers.ts';
import type { SignInRequest } from './sign-in.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ann = { email: 'ann@example.com' };
const bob = { phone: '+8613800138000' };
let now: number = days(20_000);

const open = (keys = [key(1)], https = false) =>
  new KnownBrowsers({ keys, https, cookieName: 'k', cookiePath: '/cn', clock: { now: () => new Date(now) } });

/** Keeps the one cookie; `lines` is what was set. */
function openBrowser(cookie?: string) {
  const lines: string[] = [];
  const request: SignInRequest = {
    method: 'POST',
    ip: '127.0.0.1',
    header: (name) => {
      const own = lines.at(-1)?.split(';')[0] ?? cookie;
      return name === 'cookie' && own !== undefined ? `other=1; ${own}` : undefined;
    },
    setCookies: (set) => void lines.push(...set),
  };
  return { request, lines };
}

test('a browser is known to the account that it signed in to, and to no other', () => {
  const browsers = open();
  const { request, lines } = openBrowser();
  expect(browsers.find(request, ann)).toBeUndefined();
  browsers.remember(request, ann);
  expect(browsers.find(request, ann)).toMatch(/^[a-z0-9]{16}$/);
  expect(browsers.find(request, bob)).toBeUndefined();
  expect(lines[0]).toMatch(/; Max-Age=34560000; Path=\/cn; HttpOnly; SameSite=Lax$/);
  const safe = openBrowser();
  open([key(1)], true).remember(safe.request, ann);
  expect(safe.lines[0]).toMatch(/; Secure$/);
});

test('four people share a browser, and the fifth takes the place of who came first', () => {
  const browsers = open();
  const { request } = openBrowser();
  const people = ['1', '2', '3', '4', '5'].map((name) => ({ email: `${name}@example.com` }));
  for (const one of people) browsers.remember(request, one);
  expect(people.map((one) => browsers.find(request, one) !== undefined)).toEqual([false, true, true, true, true]);
});

test('a changed character anywhere, another’s mark or another key makes a browser a stranger', () => {
  const { request, lines } = openBrowser();
  open().remember(request, ann);
  const cookie = lines[0]?.split(';')[0] ?? '';
  for (let at = 2; at < cookie.length - 1; at++) {
    const changed = cookie.slice(0, at) + (cookie[at] === '1' ? '2' : '1') + cookie.slice(at + 1);
    expect(open().find(openBrowser(changed).request, ann)).toBeUndefined();
  }
  expect(open([key(2)]).find(request, ann)).toBeUndefined();
});

test('a mark that an earlier key signed is good after a rotation, keeps its id and is signed anew in time', () => {
  const { request, lines } = openBrowser();
  open().remember(request, ann);
  const both = open([key(2), key(1)]);
  const id = both.find(request, ann);
  expect(id).toBeDefined();
  both.remember(request, ann);
  expect(lines).toHaveLength(1);
  now += days(31);
  both.remember(request, ann);
  expect(lines).toHaveLength(2);
  expect(open([key(2)]).find(request, ann)).toBe(id);
});

test('what was not used for 400 days is forgotten', () => {
  const { request } = openBrowser();
  open().remember(request, ann);
  now += days(399);
  expect(open().find(request, ann)).toBeDefined();
  now += days(2);
  expect(open().find(request, ann)).toBeUndefined();
});
