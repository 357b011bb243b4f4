import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileOf, judgePrograms } from '@kaitong/judge/program';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildJudge } from './build-judge.ts';
import { root } from './command.ts';

let folder: string;
beforeAll(() => {
  // Beside node_modules, where a built program finds its packages.
  folder = mkdtempSync(path.join(root, 'node_modules/.kaitong-judge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const { stamps } of Object.values(judgePrograms(folder))) rmSync(stamps, { force: true });
});

/** The first message of a judge process that runs this program. */
async function firstWordsOf(program: string): Promise<unknown> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'ignore', 'inherit', 'pipe', 'pipe'],
    env: {},
  });
  const [input, , , answers] = child.stdio;
  for await (const chunk of answers as Readable) {
    (input as Writable).end();
    return JSON.parse(chunk.toString('utf8', 4));
  }
  throw new Error('It ended without a word.');
}

test('a judge process starts from one built file as from its sources', async () => {
  const programs = judgePrograms(folder);
  const program = programs.decoding;
  expect(fileOf(program)).toBe(program.source);
  expect(await buildJudge(programs)).toBe(true);
  expect(fileOf(program)).toBe(program.built);
  const said = await Promise.all([program.source, program.built].map(firstWordsOf));
  expect(said).toEqual([
    { is: 'ready', nodeAv: true },
    { is: 'ready', nodeAv: true },
  ]);
});

test('it is built again only when something that it was made of has changed', async () => {
  const programs = judgePrograms(folder);
  const program = programs.decoding;
  await buildJudge(programs);
  expect(await buildJudge(programs)).toBe(false);
  const stamps = JSON.parse(readFileSync(program.stamps, 'utf8'));
  expect(Object.keys(stamps)).toEqual(
    expect.arrayContaining(['src/decode/child.ts', '../media/src/index.ts', '../node_modules/.package-lock.json']),
  );
  rmSync(program.stamps);
  writeFileSync(program.stamps, JSON.stringify({ ...stamps, 'src/decode/child.ts': 'another' }));
  expect(fileOf(program)).toBe(program.source);
  expect(await buildJudge(programs)).toBe(true);
  expect(fileOf(program)).toBe(program.built);
});

test.each([
  ['longer', (file: string) => appendFileSync(file, '\n')],
  ['touched', (file: string) => utimesSync(file, 1, 1)],
  ['gone', (file: string) => rmSync(file)],
])('a built file that is %s since is not started', async (_how, change) => {
  const programs = judgePrograms(folder);
  const program = programs.decoding;
  await buildJudge(programs);
  chmodSync(program.built, 0o644);
  change(program.built);
  expect(fileOf(program)).toBe(program.source);
});

test('nor is one in which a byte is another, though its size and time are the same', async () => {
  const programs = judgePrograms(folder);
  const { source, built, stamps } = programs.decoding;
  await buildJudge(programs);
  // Of the time that it has been given, no file system keeps less than it was told.
  const whole = readFileSync(stamps, 'utf8').replace(String(statSync(built).mtimeMs), '1000');
  chmodSync(built, 0o644);
  rmSync(stamps);
  writeFileSync(stamps, whole);
  utimesSync(built, 1, 1);
  expect(fileOf(programs.decoding)).toBe(built);
  const bytes = readFileSync(built);
  bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
  writeFileSync(built, bytes);
  utimesSync(built, 1, 1);
  expect(fileOf(programs.decoding)).toBe(source);
});

test('a built file holds neither what checks input nor what reads snapshots', async () => {
  const programs = judgePrograms(folder);
  const program = programs.decoding;
  await buildJudge(programs);
  const text = readFileSync(program.built, 'utf8');
  expect(text).not.toContain('ZodType');
  expect(text).not.toMatch(/^import .* from ["']sharp["']/m);
  expect(text).toMatch(/import\(["']sharp["']\)/);
});
