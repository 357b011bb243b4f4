import { beforeEach, expect, test } from 'vitest';
import type { BucketConnection } from './connection.ts';
import { openLifecycle } from './lifecycle.ts';

// What stores answer that Ceph does not; what Ceph does is in dev/e2e/objects.
let document: string | undefined;
let refuses: number | undefined;
let writes = 0;
beforeEach(() => {
  document = undefined;
  refuses = undefined;
  writes = 0;
});

const ask: BucketConnection = async ({ method, body }) => {
  if (refuses !== undefined) return new Response('<Error><Code>NotImplemented</Code></Error>', { status: refuses });
  if (method === 'GET')
    return document === undefined
      ? new Response('<Error><Code>NoSuchLifecycleConfiguration</Code></Error>', { status: 404 })
      : new Response(document);
  writes += 1;
  document = method === 'DELETE' ? undefined : Buffer.from(body ?? '').toString();
  return new Response('');
};

const NOW = new Date('2026-12-01T10:00:00Z');
const open = (part = 'cn/') => openLifecycle(ask, part, () => NOW);
const rule = (prefix: string, from: string) => ({ prefix, from: new Date(from) });
const ended = rule('footage/event7/20/', '2026-12-01T00:00:00Z');
const idsOf = () => (document?.match(/<ID>[^<]+/g) ?? []).map((id) => id.slice(4));

test('rules are written once, and again only where they are others', async () => {
  for (const _ of [1, 2]) expect(await open().keep([ended])).toBe('kept');
  expect(writes).toBe(1);
  expect(await open().isEnding(ended.prefix)).toBe(true);
  await open().keep([ended, rule('footage/event7/21/', '2026-12-02T00:00:00Z')]);
  expect([writes, await open().isEnding('footage/event7/21/'), await open('eu/').isEnding(ended.prefix)]).toEqual([
    2,
    false,
    false,
  ]);
  await open().keep([]);
  expect(document).toBeUndefined();
});

test('rules of others stay letter by letter, and a document that is not understood is left alone', async () => {
  const other =
    '<Rule><ID>x</ID><Prefix>y&amp;/</Prefix><Status>Disabled</Status><Expiration><Days>1</Days></Expiration></Rule>';
  document = `<LifecycleConfiguration>${other}</LifecycleConfiguration>`;
  await open().keep([ended]);
  await open('eu/').keep([ended]);
  expect(document).toContain(other);
  expect(idsOf()).toEqual(['x', 'kaitong.cn.footage.event7.20', 'kaitong.eu.footage.event7.20']);
  document = '<LifecycleConfiguration><Rule xmlns="urn:x"><ID>y</ID></Rule></LifecycleConfiguration>';
  await expect(open().keep([ended])).rejects.toThrow('cannot be read');
  expect(document).toContain('<ID>y</ID>');
});

test('where there is no room for all, the days that end first have their rules', async () => {
  const others = Array.from({ length: 998 }, (_, n) => `<Rule><ID>other-${n}</ID></Rule>`);
  document = `<LifecycleConfiguration>${others.join('')}</LifecycleConfiguration>`;
  const at = (day: number) => rule(`footage/event7/${day}/`, `2026-12-0${day}T00:00:00Z`);
  expect(await open().keep([at(4), at(2), at(3)])).toBe('kept');
  expect(idsOf().slice(998)).toEqual(['kaitong.cn.footage.event7.2', 'kaitong.cn.footage.event7.3']);
});

test.each([400, 403, 405, 501])('a store that answers %i has no rules for us', async (status) => {
  refuses = status;
  expect([await open().keep([ended]), await open().isEnding(ended.prefix)]).toEqual(['refused', false]);
});

test('a bucket that is not there has not lost its rules', async () => {
  const gone: BucketConnection = async () => new Response('<Error><Code>NoSuchBucket</Code></Error>', { status: 404 });
  await expect(openLifecycle(gone, 'cn/', () => NOW).keep([ended])).rejects.toThrow('NoSuchBucket');
});
