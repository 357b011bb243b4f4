import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { buildWeb } from './build-web.ts';
import { root } from './command.ts';

type Part = { file: string; imports?: string[]; dynamicImports?: string[]; css?: string[] };
const HTML = { console: 'index.html', operator: 'operator.html', app: 'app.html' };

let folder: string;
beforeAll(async () => {
  folder = (await buildWeb()).folder;
}, 300_000);

/** Decision 0008: `gzip -9`, thousands of bytes. */
const weigh = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(folder, file)), { level: 9 }).length, 0) /
  1000;

/** What the browser fetches of a page until its first paint, and with the pages named: scripts, styles, texts of one language. */
function filesOf(page: keyof typeof HTML, language: RegExp, ...pages: string[]): Set<string> {
  const parts = JSON.parse(readFileSync(path.join(folder, `parts/${page}.json`), 'utf8')) as Record<string, Part>;
  const files = new Set([HTML[page]]);
  const add = (name: string): void => {
    const part = parts[name];
    if (!part) throw new Error(`${name} is no part of ${page}: ${Object.keys(parts).join(', ')}`);
    if (files.has(part.file)) return;
    for (const file of [part.file, ...(part.css ?? [])]) files.add(file);
    for (const needed of part.imports ?? []) add(needed);
  };
  const html = readFileSync(path.join(folder, HTML[page]), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)];
  for (const [, file = ''] of named) {
    files.add(file);
    const dynamic = Object.values(parts).find((part) => part.file === file)?.dynamicImports ?? [];
    for (const texts of dynamic) if (language.test(texts) && !texts.includes('later')) add(texts);
  }
  expect(files.size, `${page} fetches texts of ${language}`).toBeGreaterThan(named.length + 1);
  for (const name of pages) add(name);
  return files;
}

const CHINESE = /zh[-_]CN/;
const ENGLISH = /[/.]en\b/;

test.each([
  ['console', CHINESE, 300],
  ['console', ENGLISH, 300],
  ['operator', CHINESE, 300],
  ['operator', ENGLISH, 300],
  ['app', CHINESE, 150],
  ['app', ENGLISH, 150],
] as const)('%s, %s: the first load stays within %i kB', (page, language, limit) => {
  const files = filesOf(page, language);
  const weight = weigh(files);
  console.info(`${page} ${language.source}: ${weight.toFixed(1)} kB in ${files.size} files`);
  expect(weight).toBeLessThanOrEqual(limit);
});

test('the first load, the list of applications and the wizard together stay within 450 kB', () => {
  const texts = 'src/console/texts/zh-CN/later.ts';
  const pages = [texts, 'src/console/services/ManagePage.tsx', 'src/console/wizard/WizardPage.tsx'];
  const weight = weigh(filesOf('console', CHINESE, ...pages));
  console.info(`console with list and wizard: ${weight.toFixed(1)} kB`);
  expect(weight).toBeLessThanOrEqual(450);
});

test.each(['app', 'console'] as const)('what %s shows first says nothing that comes later', async (page) => {
  const texts = path.join(root, `web/src/${page}/texts/zh-CN`);
  const { first } = (await import(path.join(texts, 'first.ts'))) as { first: Texts };
  const { later } = (await import(path.join(texts, 'later.ts'))) as { later: Texts };
  const said = [...new Set(saidBy(path.join(root, `web/src/${page}/main.tsx`)))];
  expect(said.filter((key) => textsAt(first, key) !== undefined).length).toBeGreaterThan(20);
  expect(said.filter((key) => textsAt(later, key) !== undefined && !WITH_PAGES.test(key))).toEqual([]);
});

/** A passkey fails on pages that came with their texts only. */
const WITH_PAGES = /^passkeys\b/;

type Texts = { [key: string]: string | Texts };
const textsAt = (texts: Texts, key: string): string | Texts | undefined =>
  key
    .split('.')
    .reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), texts);

/**
 * What may be the key of a text, or of several that a value chooses from, in a module, all that it imports statically, and the
 * pages that it loads without later texts.
 */
function saidBy(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const code = readFileSync(file, 'utf8');
  const imported = [
    ...code.matchAll(/^(?:import|export) (?!type)[^;]*?from '(\.[^']+\.tsx?)'/gm),
    ...code.matchAll(/\blazyRouteComponent\(\(\) => import\('(\.[^']+\.tsx)'\)/g),
  ];
  return [
    ...[...code.matchAll(/'(\w+(?:\.\w+)+)'(?!:)|`(\w+(?:\.\w+)*)\.\$\{/g)].map(
      ([, key, several]) => key ?? several ?? '',
    ),
    ...imported.flatMap(([, to = '']) => saidBy(path.join(path.dirname(file), to), seen)),
  ];
}
