import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hashFile } from './hash-thread.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-hash-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that cannot be read, or is too short, fails by itself: others are hashed', async () => {
  const file = path.join(folder, 'file');
  const bytes = randomBytes(600_000);
  writeFileSync(file, bytes);
  const fd = openSync(file, 'r');
  const [bad, short, good] = await Promise.allSettled([
    hashFile(1_000_000, 10),
    hashFile(fd, bytes.length + 1),
    hashFile(fd, bytes.length),
  ]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'EBADF' } });
  expect(short.status).toBe('rejected');
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  expect(good).toEqual({ status: 'fulfilled', value: { md5: hash('md5'), sha256: hash('sha256') } });
});

test('a process that has hashed ends by itself when nothing else is left to do', () => {
  const program = path.join(folder, 'program.mjs');
  writeFileSync(
    program,
    `import { hashFile } from ${JSON.stringify(import.meta.resolve('./hash-thread.ts'))};
    import { openSync } from 'node:fs';
    const fd = openSync(process.argv[1], 'r');
    await Promise.all([hashFile(fd, 100), hashFile(fd, 200)]);
    console.log('hashed');`,
  );
  const options = { encoding: 'utf8', timeout: 60_000 } as const;
  expect(execFileSync(process.execPath, [program], options)).toBe('hashed\n');
}, 90_000);
