import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hours, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { type LocalDisk, openLocalDisk } from '../../objects/local-disk/local-disk.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionContext } from '../context.ts';
import { movingHandlers } from './deadlines.ts';
import { findMove } from './move.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-moving-'));
let server: TestDatabase;
let region: TestRegion;
let disk: LocalDisk;
let bucket: LocalDisk;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  [disk, bucket] = [await open('disk'), await open('bucket')];
});
afterAll(async () => {
  for (const each of [disk, bucket]) await each.close();
  await region.close();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const open = (name: string) =>
  openLocalDisk({
    folder: path.join(folder, name),
    baseUrl: 'http://localhost',
    secrets: [new Uint8Array(32).fill(3)],
    clock: systemClock,
    onError: (error) => {
      throw error;
    },
  });

const put = (store: ObjectStore, key: string, text = key) => store.put(key, Buffer.from(text), 'x/y');

/** As a process does that takes the deadline. */
function handlerIn(context: RegionContext) {
  const move = movingHandlers(context)['objects.move'];
  const deadline = { kind: 'objects.move', subject: 'all', tries: 0, late: seconds(0) };
  return () => context.db.transaction().execute(async (trx) => await move?.(deadline, trx));
}

test('what stays on the disk is tried and named once in a round, however often that is broken off, and again an hour later', async () => {
  await put(disk, 'a/0');
  await put(disk, 'b/0');
  await put(bucket, 'a/0', 'other');
  let away = 2;
  const tried: string[] = [];
  const far: ObjectStore = {
    ...bucket,
    async put(key, bytes, contentType) {
      tried.push(key);
      if (key === 'b/0' && away-- > 0) throw new Error('away');
      return await bucket.put(key, bytes, contentType);
    },
  };
  const named: unknown[] = [];
  const log = Object.assign(Object.create(region.context.log), {
    error: ({ key }: { key: string }) => named.push(key),
  });
  const { db, clock } = region.context;
  const move = handlerIn({ ...region.context, log, moving: { far, disk, isPassing: () => false } });

  for (const _ of [1, 2]) await expect(move()).rejects.toThrow('away');
  await move();
  expect([tried, named]).toEqual([['a/0', 'b/0', 'b/0', 'b/0'], ['a/0']]);
  expect(await findMove(db)).toMatchObject({ finishedAt: null, objects: 1, staying: 1 });
  const due = await findDeadline(db, 'objects.move', 'all');
  expect(due?.getTime()).toBeGreaterThan(clock.now().getTime() + hours(1) - minutes(1));

  await move();
  expect([tried.slice(4), named]).toEqual([['a/0'], ['a/0', 'a/0']]);
  await bucket.remove('a/0');
  await move();
  expect(await findMove(db)).toMatchObject({ finishedAt: expect.any(String), objects: 2, staying: 0 });
  expect(await disk.listFolders('')).toEqual([]);
});
