// ARCHITECTURE.md is read as the map of this repository: what it names is there, and stands where it says.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listSourceFiles } from './source-files.ts';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
const files = listSourceFiles();
const code = files.filter(({ name }) => !name.endsWith('.md'));

/** Files and the folders that they are in, from the root. */
const places = new Set(
  files.flatMap(({ name }) => name.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'))),
);

/** The page names a place by its end, as far as one needs it to find the place: `uploads/target.ts`. */
const isPlace = (end: string): boolean => places.has(end) || [...places].some((place) => place.endsWith(`/${end}`));

const quoted = [...new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text))];

test('a file or folder that the page names is there', () => {
  const named = quoted.filter((text) => /^[\w-]+(\/[\w-]+)*(\/|\.(ts|mjs))$|^[\w-]+(\/[\w-]+)+$/.test(text));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((text) => !isPlace(text.replace(/\/$/, '')))).toEqual([]);
});

test('a name that the page quotes stands in the code', () => {
  const unknown = quoted.filter(
    (text) => !isPlace(text.replace(/\/$/, '')) && !code.some((file) => file.text.includes(text)),
  );
  expect(unknown).toEqual([]);
});

test('a decision that the page refers to is written down', () => {
  const numbers = [...page.matchAll(/\bdecisions? (\d{4})|\((\d{4})(?:, (\d{4}))?\)/g)].flatMap(([, ...found]) =>
    found.filter((number) => number !== undefined),
  );
  expect(numbers.length).toBeGreaterThan(20);
  const written = readdirSync(path.join(root, 'docs/decisions')).map((name) => name.slice(0, 4));
  expect(numbers.filter((number) => !written.includes(number))).toEqual([]);
});

test('the rooms of a region are drawn as they stand: each of them once, below all that it imports', () => {
  const [, drawing = ''] = /## The rooms of a region[^`]*(?:`[^`\n]+`[^`]*)*\n```\n([\s\S]*?)\n```/.exec(page) ?? [];
  // Names are a space or two apart from each other, and farther from what is said of them.
  const drawn = drawing.split('\n').flatMap((line) => (line.split(/ {3,}/)[0] ?? '').trim().split(/ +/));
  const REGION = 'server/src/region/';
  const roomOf = (name: string) =>
    name.startsWith(REGION) ? /^([^/]+)\//.exec(name.slice(REGION.length))?.[1] : undefined;
  expect([...drawn].sort()).toEqual([...new Set(files.flatMap(({ name }) => roomOf(name) ?? []))].sort());
  const against = code.flatMap(({ name, isTest, imports }) => {
    const from = roomOf(name);
    if (from === undefined || isTest) return [];
    const above = imports.flatMap((target) => roomOf(target) ?? []);
    return above.filter((to) => drawn.indexOf(to) > drawn.indexOf(from)).map((to) => `${name} imports ${to}`);
  });
  expect(against).toEqual([]);
});

/** Who calls whom on the way of a segment: from a camera's call to the finding, and to playback. */
const WAY = [
  ['server/src/http/region/device.ts', 'server/src/region/purposes.ts'],
  ['server/src/region/purposes.ts', 'server/src/region/uploads/declare-object.ts'],
  ['server/src/region/purposes.ts', 'server/src/region/uploads/commit-object.ts'],
  ...['verification', 'recording', 'conformance'].flatMap((purpose) => [
    ['server/src/region/purposes.ts', `server/src/region/${purpose}/purpose.ts`],
    [`server/src/region/${purpose}/purpose.ts`, `server/src/region/${purpose}/upload.ts`],
  ]),
  ['server/src/region/uploads/declare-object.ts', 'server/src/region/uploads/assembly.ts'],
  ['server/src/region/uploads/declare-object.ts', 'server/src/region/uploads/target.ts'],
  ['server/src/region/uploads/commit-object.ts', 'server/src/region/uploads/assembly.ts'],
  ['server/src/region/verification/upload.ts', 'server/src/region/verification/follow-upload.ts'],
  ['server/src/region/verification/follow-upload.ts', 'server/src/region/verification/conclude.ts'],
  ['server/src/region/verification/clips.ts', 'server/src/region/verification/conclude.ts'],
  ['server/src/region/recording/upload.ts', 'server/src/region/footage/change-event.ts'],
  ['server/src/region/recording/purpose.ts', 'server/src/region/footage/footage-news.ts'],
] as const;

test('a segment goes from file to file as the page draws it', () => {
  const [, way = ''] = /## The way of a segment\n([\s\S]*?)\n## /.exec(page) ?? [];
  const unnamed = WAY.flat().filter((name) => !way.includes(`${path.basename(name)}\``));
  expect(unnamed).toEqual([]);
  const broken = WAY.filter(([from, to]) => !code.some(({ name, imports }) => name === from && imports.includes(to)));
  expect(broken.map(([from, to]) => `${from} no longer imports ${to}`)).toEqual([]);
});
