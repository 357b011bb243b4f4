import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { tryToLock } from '../store/embedded/folder-lock.ts';
import { neededFor, openVerifyRoom } from './verify-room.ts';

const GB = 2 ** 30;
const base = mkdtempSync(path.join(tmpdir(), 'kaitong-verify-room-'));
afterAll(() => rmSync(base, { recursive: true }));
const place = (name: string): string => path.join(base, name);

test('a verification has what is free beyond the mark, all of them together, and nothing of it is left', async () => {
  const folder = place('together');
  const measure = async () => ({ free: 12 * GB, total: 100 * GB });
  const room = await openVerifyRoom(folder, { leastFreeBytes: 2 * GB, measure, log: silentLog });
  const refused = await room.within(6 * GB, async (one) => {
    writeFileSync(path.join(one, 'backup.tar'), 'x');
    expect(readdirSync(folder)).toHaveLength(1);
    return await room.within(6 * GB, async () => 'tried');
  });
  expect(refused).toMatchObject({ code: 'backup_no_room', params: { neededMb: 6144, freeMb: 4096 } });
  await expect(room.within(GB, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
  expect(await room.within(10 * GB, async () => 'tried')).toBe('tried');
  expect(readdirSync(folder)).toEqual([]);
});

test('what is sent needs room for the file too', () => {
  expect(neededFor(GB, true) - neededFor(GB, false)).toBe(GB);
  expect(neededFor(0, true)).toBeGreaterThan(0);
});

test('what a killed process left is removed at the next start, what another one is trying is not', async () => {
  const folder = place('swept');
  for (const name of ['verify-left/data/postgres', 'verify-living/data', 'objects'])
    mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, 'verify-left/backup.tar'), 'x');
  const living = await tryToLock(realpathSync(path.join(folder, 'verify-living')), { isEnding: false });
  await (await openVerifyRoom(folder, { leastFreeBytes: 0, log: silentLog })).swept();
  expect(readdirSync(folder)).toEqual(['objects', 'verify-living']);
  await living?.release();
  await (await openVerifyRoom(folder, { leastFreeBytes: 0, log: silentLog })).swept();
  expect(readdirSync(folder)).toEqual(['objects']);
});
