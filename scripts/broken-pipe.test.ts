import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = pathToFileURL(path.resolve(import.meta.dirname, 'broken-pipe.mjs')).href;

test('a command whose reader has seen enough ends at once and says nothing', async () => {
  const writeForEver = `
    const { endOnBrokenPipe } = await import('${MODULE}');
    endOnBrokenPipe();
    setInterval(() => process.stdout.write('a line\\n'), 1);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', writeForEver]);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'close');
  expect([code, errors]).toEqual([141, '']);
});
