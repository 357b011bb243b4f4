// Disks lose bits without saying so: what was stored is compared before it is shown, and what is not whole is said.
import { mkdir, open, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { hours } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { footageKey } from '../../region/footage/object-keys.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, type Opened, pairSubscribed, record } from '../testing/footage.ts';
import { type Phone, signUp } from '../testing/people.ts';
import { readPlaylist, refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let event: Opened;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
  await sql`INSERT INTO reconciliation DEFAULT VALUES`.execute(region.context.db);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const unit = await pairSubscribed(region, wang);
  event = await record(region, unit, { clip: clips.ts });
});

function keyOf(n: number): string {
  const place = readEventId(event.eventId);
  if (!place) throw new Error('no place');
  return footageKey({ ...place, ...event }, n);
}
const fileOf = (n: number): string => path.join(region.context.pushes.folder, 'objects', keyOf(n));

async function flipBit(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 1000);
  await handle.write(Buffer.from([byte.readUInt8(0) ^ 4]), 0, 1, 1000);
  await handle.close();
}

const play = async (): Promise<string> =>
  (await wang.createPlayback({ params: event, body: { of: { eventId: event.eventId } } })).playlistUrl;

async function segmentsOf(playlistUrl: string): Promise<string[]> {
  return (await readPlaylist(playlistUrl)).segments.map(({ url }) => new URL(url, playlistUrl).href);
}

test('a flipped bit is never shown: its segment is a gap from then on, and the operator finds it named', async () => {
  await flipBit(fileOf(1));
  await region.clock.advance(hours(25)); // the look at its arrival is over a day old
  const playlistUrl = await play();
  const [first = '', second = ''] = await segmentsOf(playlistUrl);
  expect((await fetch(first)).status).toBe(200);
  expect(await refusedAs(second)).toBe('410 footage_gone');
  expect(await segmentsOf(await play())).toHaveLength(1);
  const { rows } = await sql`SELECT key FROM footage_fault WHERE fault = 'damaged'`.execute(region.context.db);
  expect(rows).toEqual([{ key: keyOf(1) }]);
  expect(await wang.getEvent({ params: event })).toMatchObject({ durationMs: 2000 });
});

test('what a sample has found damaged is a gap, though the next sample would pass it by', async () => {
  const { objects } = region.context;
  const { check } = objects;
  let samples = 1;
  objects.check = async (key, stored, isDoubted) => {
    if (key !== keyOf(1)) return await check(key, stored, isDoubted);
    return isDoubted || samples-- > 0 ? 'damaged' : 'whole';
  };
  try {
    const [, second = ''] = await segmentsOf(await play());
    expect(await refusedAs(second)).toBe('410 footage_gone');
    expect(await segmentsOf(await play())).toHaveLength(1);
  } finally {
    objects.check = check;
  }
});

test('a truncated object is found at the next request, whenever it was looked at last', async () => {
  const playlistUrl = await play();
  const [, second = ''] = await segmentsOf(playlistUrl);
  expect((await fetch(second)).status).toBe(200);
  await truncate(fileOf(1), 5000);
  expect(await refusedAs(second)).toBe('410 footage_gone');
  expect(await segmentsOf(await play())).toHaveLength(1);
});

test('what cannot be read at all is a gap as well, and no bug', async () => {
  const { url } = await wang.createDownload({ params: event });
  const playlistUrl = await play();
  const [, second = ''] = await segmentsOf(playlistUrl);
  await rm(fileOf(1));
  await mkdir(fileOf(1));
  const response = await fetch(url);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain('(2 s missing).mp4');
  expect(await refusedAs(second)).toMatch(/^4\d\d /);
  expect(await segmentsOf(await play())).toHaveLength(1);
});

test('where it cannot even be taken away the disk is lost and not the object: it is refused, and no gap', async () => {
  const { objects } = region.context;
  const playlistUrl = await play();
  const [, second = ''] = await segmentsOf(playlistUrl);
  await truncate(fileOf(1), 5000);
  const remove = async (): Promise<void> => {
    throw Object.assign(new Error('EIO: i/o error, rename'), { code: 'EIO', syscall: 'rename' });
  };
  region.context.objects = { ...objects, remove };
  expect(await refusedAs(second)).toBe('410 footage_gone');
  region.context.objects = objects;
  expect(await segmentsOf(await play())).toHaveLength(2);
});

test('a download says in its name how much is missing, and an export lists it', async () => {
  await truncate(fileOf(0), 5000);
  const { url } = await wang.createDownload({ params: event });
  const response = await fetch(url);
  await response.arrayBuffer();
  expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain('(2 s missing).mp4');
  const { url: all } = await wang.createExport({});
  const file = await (await fetch(all)).text();
  expect(file).toContain('incomplete.json');
  expect(file).toMatch(/\.mp4",\s+"missingMs": 2000/);
});
