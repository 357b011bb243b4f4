import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-json-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; lines: string[]; errors: string[] }> {
  const [lines, errors]: [string[], string[]] = [[], []];
  const output = { line: (text: string) => void lines.push(text), error: (text: string) => void errors.push(text) };
  return { code: await main(argv, {}, output, undefined), lines, errors };
}

test('every command tells its outcome as JSON, but for the one that writes a script', async () => {
  const script = (await run('completion', 'bash')).lines.join('\n');
  const commands = [...script.matchAll(/^ +'([^']*)'\) words='([^']*)'/gm)].map(([, at = '', words = '']) => ({
    at,
    words: words.split(' '),
  }));
  const isLast = (at: string): boolean => !commands.some((other) => other.at.startsWith(`${at} `));
  const mute = commands.filter(({ at, words }) => at !== '' && isLast(at) && !words.includes('--json'));
  expect(mute.map(({ at }) => at)).toEqual(['completion']);
  expect(commands.length).toBeGreaterThan(30);
});

test('what people are to do next stands beside the JSON, not in it', async () => {
  const file = path.join(folder, 'master.key');
  writeFileSync(file, `${'a'.repeat(43)}\n`);
  const { code, lines, errors } = await run('master-key', 'add', file, '--json');
  expect(code).toBe(0);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { step: 'add', file, wraps: expect.stringMatching(/^[0-9a-f]{12}$/), reads: [expect.any(String)] },
  ]);
  expect(errors.join('\n')).toContain('Restart every process');
});
