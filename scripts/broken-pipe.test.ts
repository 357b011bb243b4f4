import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = pathToFileURL(path.resolve(import.meta.dirname, 'broken-pipe.mjs')).href;
const KAITONG = path.resolve(import.meta.dirname, '../client/bin/kaitong.mjs');

/** Whoever reads takes the first of it and goes, as `head` does. */
async function readBeginning(child: ChildProcessWithoutNullStreams): Promise<{ code: number; errors: string }> {
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'close');
  return { code, errors };
}

test('a command whose reader has seen enough ends at once and says nothing', async () => {
  const writeForEver = `
    const { endOnBrokenPipe } = await import('${MODULE}');
    endOnBrokenPipe();
    setInterval(() => process.stdout.write('a line\\n'), 1);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', writeForEver]);
  expect(await readBeginning(child)).toEqual({ code: 141, errors: '' });
});

/** More than pipes and sockets hold, so that the command cannot have written all before its reader goes. */
const CLIPS = 2500;

test('so does kaitong check', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-head-'));
  try {
    const clip = path.join(folder, 'page.ts');
    await writeFile(clip, '502 Bad Gateway');
    const clips = Array<string>(CLIPS).fill(clip);
    const child = spawn(process.execPath, [KAITONG, 'check', '--each', '--json', '--explain', ...clips]);
    expect(await readBeginning(child)).toEqual({ code: 141, errors: '' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
