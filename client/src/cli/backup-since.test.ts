import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { BACKUP_FORMAT } from '@kaitong/contract';
import { pack } from 'tar-stream';
import { afterAll, expect, test } from 'vitest';
import { readBackupFile } from './backup-file.ts';
import { fillIn } from './backup-since.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-since-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = 'recorded_event_event7_20000';
const rows = ['a\tb\n', 'c\td\n'];
const sha256 = createHash('sha256').update(rows.join('')).digest('hex');
const manifest = JSON.stringify({
  ...{
    format: BACKUP_FORMAT,
    release: '1.0.0',
    createdAt: '2026-11-27T04:00:00.000Z',
    masterKeys: ['k'],
    elsewhere: [],
  },
  schemas: [
    {
      ...{
        name: 'region_cn',
        migrations: [],
        tables: [],
        dayTables: [{ name: 'recorded_event', columns: ['x', 'y'] }],
      },
      days: [{ name: DAY, table: 'recorded_event', rows: 2, bytes: 8, sha256, fingerprint: 'f' }],
    },
  ],
});

async function tarOf(files: [string, string][]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of files) tar.entry({ name }, content);
  tar.finalize();
  return await buffer(tar);
}

async function earlierWith(name: string, parts: string[]) {
  const file = path.join(folder, name);
  const days = parts.map((part, n): [string, string] => [`region_cn/${DAY}/0000${n}.copy`, part]);
  writeFileSync(file, await tarOf([...days, ['manifest.json', manifest], ['seal', 's']]));
  return { file, earlier: await readBackupFile(file) };
}

async function filled(name: string, parts: string[]): Promise<string> {
  const { file, earlier } = await earlierWith(name, parts);
  const body = await tarOf([
    [`region_cn/${DAY}/same`, ''],
    ['manifest.json', manifest],
    ['seal', 's'],
  ]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of fillIn([body] as unknown as AsyncIterable<Uint8Array>, earlier, file)) chunks.push(chunk);
  const whole = path.join(folder, `whole-${name}`);
  writeFileSync(whole, Buffer.concat(chunks));
  return whole;
}

test('what the server names only is taken from the earlier backup: the file is whole by itself', async () => {
  const whole = await readBackupFile(await filled('good.tar', rows));
  expect(whole.entries.get(`region_cn.${DAY}`)?.map(({ bytes }) => bytes)).toEqual([4, 4]);
});

test('a fault of the earlier backup does not pass into the next one', async () => {
  await expect(filled('bad.tar', ['a\tb\n', 'c\tX\n'])).rejects.toThrow(/damaged/);
});
