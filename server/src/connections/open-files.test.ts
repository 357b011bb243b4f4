import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENOUGH_FILES, findOpenFilesLimit, sharePlaces } from './open-files.ts';

test('the limit is that of this process', () => {
  const program = `import { findOpenFilesLimit } from ${JSON.stringify(path.join(import.meta.dirname, 'open-files.ts'))};
    console.log(findOpenFilesLimit());`;
  const { stdout } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 333; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', program],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toBe('333\n');
  expect(findOpenFilesLimit()).toBeGreaterThan(0);
});

test('with enough files there are as many places as a process serves, and with fewer never more files than there may be', () => {
  expect(sharePlaces(ENOUGH_FILES)).toEqual(sharePlaces(Number.POSITIVE_INFINITY));
  expect(sharePlaces(ENOUGH_FILES - 100).mqtt).toBeLessThan(sharePlaces(ENOUGH_FILES).mqtt);
  fc.assert(
    fc.property(fc.integer({ min: 700, max: 100_000 }), (limit) => {
      const { http, mqtt, certificates } = sharePlaces(limit);
      expect(2 * http + mqtt + certificates).toBeLessThanOrEqual(limit - 450);
    }),
  );
});
