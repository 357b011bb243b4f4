import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLines } from './log-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the log on a full disk', () => {
  test.runIf(process.platform === 'linux')('throws nothing', () => {
    const lines = openLines('/dev/full'); // every write fails with ENOSPC
    for (let n = 0; n < 3; n++) lines.write('said\n');
  });

  test('drops, and says how many lines are missing as soon as there is space, also behind a torn one', () => {
    const file = path.join(folder, 'kaitong.log');
    let free = Number.POSITIVE_INFINITY;
    const put = (descriptor: number, bytes: NodeJS.ArrayBufferView, at?: number | null): number => {
      if (free <= 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      const length = Math.min(free, bytes.byteLength - (at ?? 0));
      free -= length;
      return writeSync(descriptor, bytes, at ?? 0, length);
    };
    const lines = openLines(file, put as typeof writeSync);
    lines.onBack = (dropped) => lines.write(`${dropped} dropped\n`);
    lines.write('one\n');
    free = 2;
    lines.write('two\n');
    lines.write('three\n');
    free = Number.POSITIVE_INFINITY;
    lines.write('four\n');
    lines.write('five\n');
    expect(readFileSync(file, 'utf8')).toBe('one\ntw\nfour\n2 dropped\nfive\n');
  });
});
