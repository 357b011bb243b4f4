// What the virtual camera records to a folder, judged on the desk as the platform would judge it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { main } from '@kaitong/client/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The command itself: its shim asks for a set-up that tests do not need.
const CAMERA = path.resolve(import.meta.dirname, '../../../device/virtual/cli.ts');
const PROGRAM = 'const [, cli, ...args] = process.argv; process.exitCode = await (await import(cli)).main(args);';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-recorded-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function record(...args: string[]): Promise<string> {
  const out = path.join(folder, args.join('') || 'good');
  const command = [CAMERA, 'record', '--size', '320x180', '--out', out, ...args];
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM, ...command]);
  return out;
}

async function check(clip: string): Promise<{ code: number; codes: string[]; declared: boolean; outcome: string }> {
  const lines: string[] = [];
  const output = { line: (text: string) => void lines.push(text), error: (text: string) => void lines.push(text) };
  const code = await main(['check', '--json', clip], {}, output);
  const { findings, declared, outcome } = JSON.parse(lines.join('')) as {
    findings: { code: string }[];
    declared: boolean;
    outcome: string;
  };
  return { code, codes: findings.map((found) => found.code), declared, outcome };
}

test('a good camera’s encrypted clip passes by what it declared', async () => {
  expect(await check(await record())).toEqual({ code: 0, codes: [], declared: true, outcome: 'pass' });
});

test.each(['enc.iv', 'enc.key', 'obj.hash', 'time.duration', 'video.codec_mismatch'])(
  '%s is found without a platform',
  async (fault) => {
    const { code, codes } = await check(await record('--fault', fault));
    expect([code, codes]).toEqual([1, expect.arrayContaining([fault])]);
  },
);
