import { existsSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES, type Language, problems } from '@kaitong/contract';
import { checkCodes } from '@kaitong/contract/checks';
import { helpAt, helpPlaces } from '@kaitong/web/console-help';
import { find, readIndex } from '@kaitong/web/docs-search';
import { expect, test } from 'vitest';
import { root } from '../command.ts';
import { readSite } from './build-docs.ts';
import { resolveLink } from './links.ts';
import { renderMarkdown } from './markdown.ts';
import { addressOf } from './page.ts';
import { documentsOf, searchIndexes } from './site.ts';

const { pages, files } = readSite();
const documents = documentsOf(pages, '<html lang="en"><!-- title --><!-- page --></html>');
const indexes = searchIndexes(pages);

/** Each page's document by its address, as a server hands it out. */
const served = new Map(
  pages.map((page) => [
    addressOf(page.language, page.name),
    documents.get(`${page.language}/${page.name === '' ? 'index' : page.name}.html`) ?? '',
  ]),
);

const anchorsIn = (html: string): string[] => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
const targetsIn = (html: string): string[] =>
  [...html.matchAll(/ (?:href|src|action|data-index)="([^"]+)"/g)].map(([, to = '']) => decodeURI(to));

/** Links of a document that lead nowhere, anchors too. */
function brokenIn(address: string, html: string): string[] {
  const handed = new Set([
    ...files.map((file) => `/docs/files/${path.basename(file)}`),
    ...[...indexes.keys()].map((file) => `/docs/files/${file}`),
  ]);
  return targetsIn(html).filter((target) => {
    if (/^https?:/.test(target) || handed.has(target)) return false;
    const [page, anchor] = target.split('#');
    const there = served.get(page === '' ? address : (page ?? ''));
    return there === undefined || (anchor !== undefined && !anchorsIn(there).includes(anchor));
  });
}

test('every link leads to a page that is there, and to an anchor that stands on it', () => {
  const broken = [...served].flatMap(([address, html]) => brokenIn(address, html).map((to) => `${address} → ${to}`));
  expect(broken).toEqual([]);
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test.each(LANGUAGES)('each page of the console leads to the section that is about it, in %s', (language) => {
  const links = [helpAt('/', language), ...helpPlaces(language)].map((to) => `<a href="/docs/${language}/${to}"></a>`);
  expect(brokenIn('', links.join(''))).toEqual([]);
  expect(helpAt('/products/abc/firmware', language)).not.toBe(helpAt('/products/abc', language));
  expect(helpAt('/my/services/video-cloud-storage/add', language)).toMatch(/^maker#/);
});

test('a link to a page, an anchor or a file that is not there is found', () => {
  const [home = ''] = served.keys();
  const html = '<a href="/docs/en/nothing"></a><a href="#nowhere"></a><a href="/docs/en/faq#nowhere"></a>';
  expect(brokenIn(home, html)).toEqual(['/docs/en/nothing', '#nowhere', '/docs/en/faq#nowhere']);
  expect(() => resolveLink('docs/guide/faq.md', 'nothing.md')).toThrow('does not exist');
});

test('what stands in the repository only is named and not linked', () => {
  const { html } = renderMarkdown('[its format](../decisions/0005-backup-format.md)', 'docs/guide/faq.md', 'en');
  expect(html).toBe('<p>its format</p>\n');
});

test('the link between languages that Markdown files have is left to the header', () => {
  const { html } = renderMarkdown('About. [中文版](faq.zh-CN.md)', 'docs/guide/faq.md', 'en');
  expect(html).toBe('<p>About. </p>\n');
});

test('every page is there in each language, under one name', () => {
  const names = (language: Language) => pages.filter((page) => page.language === language).map(({ name }) => name);
  expect(names('zh-CN')).toEqual(names('en'));
  expect(new Set(names('en')).size).toBe(names('en').length);
});

test('every check has a page and every refusal a place', () => {
  for (const language of LANGUAGES) {
    const refusals = anchorsIn(served.get(addressOf(language, 'api/refusals')) ?? '');
    expect(Object.keys(problems).filter((code) => !refusals.includes(code))).toEqual([]);
    expect(checkCodes.filter((code) => !served.has(addressOf(language, `checks/${code}`)))).toEqual([]);
  }
});

test('what the console, the operator’s pages, the app and the start page lead to is there', () => {
  for (const language of LANGUAGES)
    for (const name of ['', 'maker', 'operator', 'owner']) expect(served.has(addressOf(language, name))).toBe(true);
});

test('a code in a text leads to what is said about it', () => {
  const { html } = renderMarkdown('`enc.key`, `device_offline`, `ffmpeg`', 'docs/guide/faq.md', 'zh-CN');
  expect(html).toContain('<a href="/docs/zh-CN/checks/enc.key"><code>enc.key</code></a>');
  expect(html).toContain('<a href="/docs/zh-CN/api/refusals#device_offline">');
  expect(html).toContain(', <code>ffmpeg</code>');
});

test('no page holds a script, a style or a handler of its own, which the policy would stop', () => {
  const found = [...served].flatMap(([address, html]) =>
    [...html.matchAll(/<(?:script|style)\b|\s(?:style|on\w+)=["']|javascript:/gi)].map(
      ([what]) => `${address}: ${what}`,
    ),
  );
  expect(found).toEqual([]);
});

test('no page shows what a generator forgot: Markdown, placeholders, nothing at all', () => {
  const texts = [...served].map(([address, html]) => [address, html.replace(/<code>.*?<\/code>/gs, 'code')] as const);
  const found = texts.filter(([, text]) => /\*\*|\bundefined\b|\[object |<p><\/p>|<!--/.test(text));
  expect(found.map(([address]) => address)).toEqual([]);
});

test('ids are told apart: no page has one twice', () => {
  const twice = [...served].flatMap(([address, html]) => {
    const ids = anchorsIn(html);
    return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${address}#${id}`);
  });
  expect(twice).toEqual([]);
});

test.each<[Language, string, string]>([
  ['zh-CN', '首帧', 'checks/video.first_not_key'],
  ['zh-CN', '授权码', 'faq#什么是设备授权码'],
  ['zh-CN', 'enc.key', 'checks/enc.key'],
  ['zh-CN', '忘记密码', 'operator#忘记密码'],
  ['zh-CN', '磁盘满', 'operator#磁盘已满'],
  ['zh-CN', 'device_offline', 'api/refusals'],
  ['en', 'enc.key', 'checks/enc.key'],
  ['en', 'first frame', 'checks/video.first_not_key'],
  ['en', 'licence', 'faq#what-is-a-licence'],
  ['en', 'lost password', 'operator#lost-passwords'],
  ['en', 'createApplication', 'api/applications#createapplication'],
  ['en', 'pairing', 'protocol#1-pair'],
])('in %s the search finds for %s among its first five %s', (language, query, name) => {
  const index = readIndex(indexes.get(`search.${language}.json`) ?? '');
  const found = find(index, query).slice(0, 5);
  const page = name.split('#')[0] ?? '';
  expect(found.map(({ address }) => address.split('#')[0])).toContain(addressOf(language, page));
});

test('the search finds only addresses that exist', () => {
  for (const [language, query] of [
    ['en', 'camera'],
    ['zh-CN', '设备'],
  ] as const) {
    const found = find(readIndex(indexes.get(`search.${language}.json`) ?? ''), query);
    expect(found.length).toBeGreaterThan(10);
    expect(brokenIn('', found.map(({ address }) => `<a href="${address}">`).join(''))).toEqual([]);
  }
});

test('bold Chinese that ends in a full stop is bold', () => {
  const { html } = renderMarkdown('**端口。**其中**注意**它。**数据。**目录', 'docs/guide/faq.zh-CN.md', 'zh-CN');
  expect(html).toContain('<strong>端口</strong>。其中<strong>注意</strong>它。<strong>数据</strong>。目录');
});
