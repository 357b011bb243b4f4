import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { apiDocument } from '@kaitong/server/openapi';
import { expect, test } from 'vitest';
import { root } from './command.ts';

/** What people read to use Kaitong: the guides, the protocol, and the first page of the repository. */
const documents = [
  ...['README.md', 'README.zh-CN.md'],
  ...['docs/guide', 'docs/protocol'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));

/** Blocks and words that are set as code, a line each; what a `\` continues is one line. */
const codeIn = (text: string): string[] =>
  [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block, inline = '']) =>
    (block ?? inline).replaceAll('\\\n', ' ').split('\n'),
  );

/** The words behind a program's name, up to a comment, a pipe or the end of a `$(…)`. */
const callsOf = (program: string, line: string): string[][] =>
  [...line.replace(/\$\([^)]*\)/g, '…').matchAll(new RegExp(`(?:^|[\\s(])${program}\\s+([^#|;)]*)`, 'g'))].map(
    ([, rest = '']) => rest.trim().split(/\s+/),
  );

type Commands = ReadonlyMap<string, ReadonlySet<string>>;

/** What is wrong with a call; nothing where each word that has to be known is. */
function unknownIn(words: readonly string[], commands: Commands): string[] {
  let at = '';
  const unknown: string[] = [];
  const known = ['--help', ...(commands.get('') ?? [])];
  for (const word of words) {
    const below = at === '' ? word : `${at} ${word}`;
    if (commands.has(below)) {
      at = below;
      known.push(...(commands.get(at) ?? []));
    } else if (/^--?[a-z]/.test(word) && !known.includes(word.replace(/=.*/, ''))) unknown.push(word);
    else if (at === '' && commands.size > 1 && /^[a-z]/.test(word)) unknown.push(word);
  }
  return unknown;
}

/** Of `kaitong completion bash`: what may follow each command. */
async function commandsOfKaitong(): Promise<Commands> {
  const lines: string[] = [];
  await main(['completion', 'bash'], {}, { line: (text) => void lines.push(text), error: () => {} });
  const cases = lines.join('\n').matchAll(/^ +'([^']*)'\) words='([^']*)'/gm);
  return new Map([...cases].map(([, at = '', words = '']) => [at, new Set(words.split(' '))]));
}

/** Of a program that says them in its source alone: its commands, and its options for each. */
function commandsIn(file: string): Commands {
  const source = readFileSync(path.join(root, file), 'utf8');
  const names = [...source.matchAll(/command\('([a-z-]+)/g)].map(([, name = '']) => name);
  const options = source.match(/--[a-z][a-z-]+/g) ?? [];
  return new Map([['', new Set([...names, ...options])], ...names.map((name) => [name, new Set(options)] as const)]);
}

const commands: Readonly<Record<string, Commands>> = {
  kaitong: await commandsOfKaitong(),
  'kaitong-camera': commandsIn('device/virtual/cli.ts'),
  'npm start --': commandsIn('dev/src/start/arguments.ts'),
};

/** As a call of somebody who copies it from the page. */
const unknownOf = (line: string): string[] =>
  Object.entries(commands).flatMap(([program, known]) =>
    callsOf(program, line).flatMap((words) => unknownIn(words, known).map((word) => `${program} … ${word}`)),
  );

test.each(documents)('$name names commands and options that are there', ({ text }) => {
  expect(codeIn(text).flatMap(unknownOf)).toEqual([]);
});

test('most of the commands are named somewhere, so the pages were read', () => {
  const named = documents.flatMap(({ text }) => codeIn(text).flatMap((line) => callsOf('kaitong', line)));
  const first = new Set(named.map(([word]) => word));
  expect([...(commands.kaitong?.keys() ?? [])].filter((name) => first.has(name)).length).toBeGreaterThan(15);
});

test('a command, a command below another, or an option that is not there is found', () => {
  expect(unknownOf('KAITONG_URL=x npx kaitong frobnicate ID --json | jq .')).toEqual([
    'kaitong … frobnicate',
    'kaitong … --json',
  ]);
  expect(unknownOf('npx kaitong findings share ID --dayz 7   # --nothing')).toEqual(['kaitong … --dayz']);
  expect(unknownOf('kaitong devices log ID --follow')).toEqual([]);
  expect(unknownOf('npm start -- --no-dema')).toEqual(['npm start -- … --no-dema']);
});

const ADDRESS = /\/(?:api|device|push)\/v1\/[\w/{}.:-]*/g;

/** Where the API answers; a region's without the region before it. */
const addresses = Object.keys(apiDocument('1').paths ?? {}).map((at) => at.replace(/^\/\{region\}/, ''));
const patterns = addresses.map(
  (at) =>
    new RegExp(
      `^${at
        .split(/\{[^}]+\}/)
        .map((part) => part.replaceAll('.', '\\.'))
        .join('[^/]+')}$`,
    ),
);

/** A page may name where addresses begin. */
const isThere = (address: string): boolean =>
  patterns.some((known) => known.test(address)) ||
  (address.endsWith('/') && addresses.some((known) => known.startsWith(address)));

test.each(documents)('$name names addresses of the API that are there', ({ text }) => {
  const named = [...text.matchAll(ADDRESS)].map(([address]) => address.replace(/[.:]+$/, ''));
  expect(named.filter((address) => !isThere(address))).toEqual([]);
});

test('an address that is not there is found', () => {
  expect(['/api/v1/webhooks', '/device/v1/token', '/api/v1/webhook', '/api/v2/x'].map(isThere)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

/** Read by a receiver of webhooks that the guide shows. */
const OF_EXAMPLES = ['KAITONG_WEBHOOK_SECRET'];

/** Our own sources, which read settings. */
function* sourcesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* sourcesIn(name);
    else if (/\.(ts|mjs)$/.test(name) && !/\.test\.ts$/.test(name)) yield readFileSync(path.join(root, name), 'utf8');
  }
}

test('every setting that a page names is read somewhere', () => {
  const read = new Set(
    ['client', 'dev', 'device', 'scripts', 'server/src'].flatMap((folder) =>
      [...sourcesIn(folder)].flatMap((source) => source.match(/KAITONG_[A-Z_]+/g) ?? []),
    ),
  );
  const named = documents.flatMap(({ name, text }) =>
    (text.match(/KAITONG_[A-Z_]*[A-Z]/g) ?? []).map((setting) => [name, setting] as const),
  );
  expect(named.filter(([, setting]) => !read.has(setting) && !OF_EXAMPLES.includes(setting))).toEqual([]);
});
