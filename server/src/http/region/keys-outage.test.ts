import { mkdtempSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KeyCopy, openKeyCopy, RECORD_KINDS } from '../../keys/key-copy.ts';
import { createKeyStore, type KeyStore } from '../../keys/key-store.ts';
import { openKeyStore } from '../../keys/open-key-store.ts';
import { watchKeys } from '../../keys/watch-keys.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { pairSubscribed, record, type Subscribed } from '../testing/footage.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-keys-outage-'));
const folders = { first: path.join(folder, 'first'), second: path.join(folder, 'second') };
let server: TestDatabase;
let region: TestRegion;
let keys: KeyStore;
let li: Phone;
let known: Subscribed;
let fresh: Subscribed;
let recorded: Awaited<ReturnType<typeof record>>;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  ({ keys } = await openKeyStore(folders, { isNeeded: false }));
  region.context.keys = keys;
  li = await signUp(region, 'li');
  known = await pairSubscribed(region, li);
  recorded = await record(region, known);
  fresh = await pairSubscribed(region, li);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** What needs the key store: an owner deletes, a camera records for the first time, an owner leaves. */
const calls = async (): Promise<string[]> => [
  await codeOf(li.deleteEvent({ params: recorded })),
  await codeOf(record(region, fresh)),
  await codeOf(li.deleteAccount({ body: { password: 'ten letters' } })),
];

const eventsOf = async ({ deviceId }: Subscribed): Promise<string[]> =>
  (await li.listEvents({ params: { deviceId }, query: {} })).items.map(({ eventId }) => eventId);

async function expectUntouched(): Promise<void> {
  expect([await eventsOf(known), await eventsOf(fresh)]).toEqual([[recorded.eventId], []]);
  const copies = [await openKeyCopy(folders.first), await openKeyCopy(folders.second)];
  const kept = await Promise.all(
    copies.flatMap((copy) => RECORD_KINDS.map(async (kind) => (await copy.list(kind)).size)),
  );
  expect(kept).toEqual([1, 0, 0, 1, 0, 0]); // one key, and nothing that a start would delete again
}

/** The disk of a copy has not a byte left. */
const full = (copy: KeyCopy): KeyCopy => ({
  ...copy,
  put: async () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  },
});

test('a full disk of keys, whichever it is, is 507 and changes nothing: what is deleted is not gone by half', async () => {
  const [first, second] = [await openKeyCopy(folders.first), await openKeyCopy(folders.second)];
  for (const [one, other] of [
    [full(first), second],
    [first, full(second)],
  ] as const) {
    const records = createKeyStore(one, other, async () => {});
    region.context.keys = watchKeys(records, { places: [], check: async () => {} });
    expect(await calls()).toEqual(['keys_full', 'keys_full', 'keys_full']);
    expect(await region.context.keys.look()).toBe('full');
    await expectUntouched();
  }
});

test('a copy whose disk was taken away is 503 and changes nothing, and of the first one nothing is called gone', async () => {
  for (const copy of ['second', 'first'] as const) {
    ({ keys: region.context.keys } = await openKeyStore(folders, { isNeeded: true }));
    await rename(folders[copy], `${folders[copy]}-away`);
    expect(await region.context.keys.look()).toBe('away');
    expect(await calls()).toEqual(['keys_unavailable', 'keys_unavailable', 'keys_unavailable']);
    const { playlistUrl } = await li.createPlayback({ params: known, body: { of: recorded } });
    expect(await refusedAs(playlistUrl)).toBe(copy === 'first' ? '503 keys_unavailable' : '200');
    await rename(`${folders[copy]}-away`, folders[copy]);
    await expectUntouched();
  }
});

test('once the disk is there again all of it is done', async () => {
  ({ keys: region.context.keys } = await openKeyStore(folders, { isNeeded: true }));
  expect(await calls()).toEqual(['ok', 'ok', 'ok']);
});
