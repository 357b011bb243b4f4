import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFolderSpool } from './folder-spool.ts';
import type { RecordingHeader } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const header = (deviceEventId: string): RecordingHeader => ({
  deviceEventId,
  type: 'motion',
  declaration: { container: 'ts', codec: 'h264', width: 640, height: 360, encryption: 'aes-128' },
  preRecordMs: 2000,
  wallMs: 1000,
  monotonicMs: 2000,
  offsetMs: 7,
  boot: 'first',
});
const segment = (fill: number) => ({ kind: 'segment' as const, durationMs: 4000, bytes: Buffer.alloc(100, fill) });

test('what was kept is there after a restart, in the order in which it was recorded', async () => {
  const spool = await openFolderSpool(folder);
  await spool.list();
  for (const id of ['zz', 'aa']) {
    await spool.begin(header(id));
    await spool.add(id, 0, segment(1));
  }
  await spool.add('zz', 1, { kind: 'snapshot', durationMs: 0, bytes: Buffer.alloc(9, 7) });
  await spool.markSent('zz', 0);
  await spool.close('zz');
  const again = await openFolderSpool(folder);
  expect(await again.list()).toEqual([
    {
      header: header('zz'),
      closed: true,
      objects: [
        { n: 0, kind: 'segment', durationMs: 4000, bytes: 0, sent: true },
        { n: 1, kind: 'snapshot', durationMs: 0, bytes: 9, sent: false },
      ],
    },
    {
      header: header('aa'),
      closed: false,
      objects: [{ n: 0, kind: 'segment', durationMs: 4000, bytes: 100, sent: false }],
    },
  ]);
  expect(await again.read('zz', 1)).toEqual(Buffer.alloc(9, 7));
  expect(await again.read('zz', 0)).toBeUndefined();
  await again.begin(header('later'));
  expect(readdirSync(folder).sort().at(-1)).toMatch(/\.later$/);
  await again.drop('zz');
  expect((await again.list()).map((one) => one.header.deviceEventId)).toEqual(['aa', 'later']);
});

test('a power cut leaves nothing half written: parts are no objects, and a folder without a header goes', async () => {
  const spool = await openFolderSpool(folder);
  await spool.begin(header('cut'));
  await spool.add('cut', 0, segment(1));
  const [place = ''] = readdirSync(folder);
  writeFileSync(path.join(folder, place, '000001.segment.4000.part'), 'half');
  const orphan = path.join(folder, '0000000009.orphan');
  mkdirSync(orphan);
  writeFileSync(path.join(orphan, '000000.segment.4000'), 'x');
  const [kept, ...others] = await (await openFolderSpool(folder)).list();
  expect(kept?.objects.map(({ n }) => n)).toEqual([0]);
  expect(others).toEqual([]);
  expect(existsSync(orphan)).toBe(false);
});
