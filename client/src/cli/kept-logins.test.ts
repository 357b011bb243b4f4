import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { connect, serverOf } from './connection.ts';
import { loginsFile, readLogins, writeLogins } from './kept-logins.ts';

const home = () => ({ HOME: mkdtempSync(path.join(tmpdir(), 'kaitong-home-')) });
const fileOf = (environment: { HOME: string }) => loginsFile(environment) ?? '';
const kept = { key: 'kt_secret', login: 'a@example.com', account: '云眼', expiresAt: '2030-01-01T00:00:00Z' };
const logins = { current: 'http://one', servers: { 'http://one': kept } };

test('a login is kept in a file that only its owner reads', () => {
  const environment = home();
  writeLogins(fileOf(environment), logins);
  expect(readLogins(environment)).toEqual(logins);
  expect(statSync(fileOf(environment)).mode & 0o777).toBe(0o600);
  expect(readFileSync(fileOf(environment), 'utf8')).toContain('kt_secret');
});

test('where it lies is said by XDG_CONFIG_HOME, else by HOME, and nowhere without them', () => {
  expect(loginsFile({ XDG_CONFIG_HOME: '/x', HOME: '/h' })).toBe('/x/kaitong/logins.json');
  expect(loginsFile({ HOME: '/h' })).toBe('/h/.config/kaitong/logins.json');
  expect(loginsFile({})).toBeUndefined();
});

test('a file that somebody broke keeps no login', () => {
  const environment = home();
  writeLogins(fileOf(environment), logins);
  writeFileSync(fileOf(environment), '{"current": 1, "servers": {"http://one": {}}');
  expect(readLogins(environment)).toEqual({ current: undefined, servers: {} });
});

test('settings stand above what is kept; the server of the last login is the one that is meant', () => {
  const environment = home();
  writeLogins(fileOf(environment), logins);
  expect(connect(environment)).toMatchObject({ url: 'http://one', headers: { authorization: 'Bearer kt_secret' } });
  const set = { ...environment, KAITONG_API_KEY: 'kt_other' };
  expect(connect(set).headers.authorization).toBe('Bearer kt_other');
  expect(() => connect({ ...environment, KAITONG_URL: 'http://two' })).toThrow('Not signed in at http://two');
  expect(serverOf(environment, 'https://three/')).toBe('https://three');
  expect(() => serverOf({})).toThrow('kaitong login --url');
  expect(() => serverOf({}, 'three')).toThrow('--url is "three"');
});
