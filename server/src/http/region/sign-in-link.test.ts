import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSignInLink } from '../../region/owners/sign-in-link.ts';
import { regionHooks } from '../../region/work.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { codeOf, openPhone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
const ended: string[] = [];
beforeAll(async () => {
  server = await startTestDatabase();
  const sessionsEnded = async (_: unknown, ids: readonly string[]) => void ended.push(...ids);
  region = await openTestRegion(server, { hooks: { ...regionHooks, sessionsEnded } });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const tokenFor = async (name: string): Promise<string> => {
  const url = (await openSignInLink(region.context, `${name}@example.com`)) ?? '';
  expect(url).toMatch(/\/cn\/app\/enter#token=kl_/);
  return url.split('#token=')[1] ?? '';
};

test('an owner comes in by a link, once, and what the owner before had opened there ends', async () => {
  const [wang, li] = [await signUp(region, 'wang'), await signUp(region, 'li')];
  const [session] = (await li.listSessions({})).items;
  const token = await tokenFor('wang');
  const owner = await li.signInWithLink({ body: { token } });
  expect(owner).toEqual(await wang.getOwner({}));
  expect(await li.getOwner({})).toEqual(owner);
  expect(ended).toEqual([session?.id]);
  expect(await codeOf(openPhone(region).signInWithLink({ body: { token } }))).toBe('sign_in_link_invalid');
});

test('a link of one region opens no other, and none comes in through a proxy', async () => {
  const elsewhere = await openTestRegion(server, { region: 'eu', keys: region.context.secrets });
  await signUp(region, 'zhang');
  await signUp(elsewhere, 'zhang');
  const token = await tokenFor('zhang');
  expect(await codeOf(openPhone(elsewhere).signInWithLink({ body: { token } }))).toBe('sign_in_link_invalid');
  await elsewhere.close();
  const proxied = openPhone(region, { 'x-forwarded-for': '127.0.0.1' });
  expect(await codeOf(proxied.signInWithLink({ body: { token } }))).toBe('sign_in_link_elsewhere');
  expect(await codeOf(openPhone(region).signInWithLink({ body: { token } }))).toBe('ok');
});
