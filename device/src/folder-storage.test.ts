import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openFolderStorage } from './folder-storage.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-storage-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what was set last is there after a restart, for its user only, and nothing half written', async () => {
  const storage = await openFolderStorage(path.join(folder, 'flash'));
  expect(await storage.get('session')).toBeUndefined();
  await storage.set('session', '1');
  await storage.set('session', '2');
  expect(await (await openFolderStorage(path.join(folder, 'flash'))).get('session')).toBe('2');
  expect(readdirSync(path.join(folder, 'flash'))).toEqual(['session']);
  expect(statSync(path.join(folder, 'flash', 'session')).mode & 0o077).toBe(0);
});
