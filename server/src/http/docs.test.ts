import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { readableAddress } from './docs.ts';
import { createApp } from './kit/app.ts';
import { mountPages } from './pages.ts';

const SECRET = 'what lies outside';

let folder: string;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-docs-'));
  writeFileSync(path.join(folder, 'secret.txt'), SECRET);
  const pages = path.join(folder, 'pages');
  write('index.html', 'console');
  write('assets/docs-1a2b.js', 'export {}');
  for (const language of ['en', 'zh-CN']) {
    for (const name of ['index', '404', 'maker', 'checks', 'checks/enc.key'])
      write(`docs/${language}/${name}.html`, `${language} ${name}`);
    write(`docs/files/search.${language}.json`, '{}');
  }
  write('docs/files/search.en.json.br', brotliCompressSync('{}'));
  app = createApp({ log: silentLog, readableAddress });
  await mountPages(app, { folder: pages, regions: [], control: true, origins: ['https://eu.example.com'] });
  url = await app.listen({ host: '127.0.0.1', port: 0 });

  function write(name: string, text: string | Buffer): void {
    mkdirSync(path.dirname(path.join(pages, name)), { recursive: true });
    writeFileSync(path.join(pages, name), text);
  }
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

/** An address and headers exactly as they are given: `fetch` would tidy them up. */
const exactly = (address: string, headers: Record<string, string> = { 'accept-language': 'en' }) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path: address, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.once('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
    })
      .once('error', reject)
      .end();
  });

test.each([
  ['/docs/en/', 'en index'],
  ['/docs/en', 'en index'],
  ['/docs/en/maker', 'en maker'],
  ['/docs/zh-CN/checks', 'zh-CN checks'],
  ['/docs/zh-CN/checks/enc.key?from=cli', 'zh-CN checks/enc.key'],
])(
  '%s is the page %s, which loads our own files only, writes no style and is asked for anew',
  async (address, text) => {
    const answer = await fetch(url + address);
    expect([answer.status, await answer.text()]).toEqual([200, text]);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'; style-src 'self';");
    expect(policy).not.toMatch(/unsafe|example\.com/);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const again = await exactly(address, { 'if-none-match': answer.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  },
);

test.each([
  ['zh-CN,zh;q=0.9', '/docs/zh-CN/'],
  ['de, en;q=0.5', '/docs/en/'],
])('who reads %s and names no language is led to %s', async (accepted, place) => {
  for (const address of ['/docs', '/docs/']) {
    const answer = await fetch(url + address, { redirect: 'manual', headers: { 'accept-language': accepted } });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, place]);
    expect(answer.headers.get('vary')).toBe('accept-language');
  }
});

test('an index travels compressed', async () => {
  const answer = await fetch(`${url}/docs/files/search.en.json`, { headers: { 'accept-encoding': 'br' } });
  expect([answer.headers.get('content-encoding'), await answer.json()]).toEqual(['br', {}]);
});

test.each([
  '/docs/en/nothing',
  '/docs/en/maker/',
  '/docs/en/maker.html',
  '/docs/en/404',
  '/docs/en/checks/enc.nothing',
  '/docs/en//maker',
  '/docs/en/../en/maker',
  '/docs/en/../../../secret.txt',
  '/docs/en/..%2f..%2f..%2fsecret.txt',
  '/docs/en/%2e%2e/%2e%2e/%2e%2e/secret.txt',
  '/docs/en/%00',
  '/docs/en/maker%00',
  '/docs/en/%ff',
  '/docs/en/%',
  '/docs/en/\\maker',
  '/docs/files/search.en.json.br',
  '/docs/files/',
  '/docs/constructor',
  '/docs/fr/maker',
])('%s is answered by the page that says there is none', async (address) => {
  expect(await exactly(address)).toEqual({ status: 404, text: 'en 404' });
});

test('an address may be as long as HTTP takes', async () => {
  for (const long of ['x'.repeat(500), 'a/'.repeat(4000)])
    expect(await exactly(`/docs/en/${long}`)).toEqual({ status: 404, text: 'en 404' });
});

test('a page that is not there says so in the language of its address, else in the reader’s', async () => {
  expect((await exactly('/docs/zh-CN/nothing', { 'accept-language': 'en' })).text).toBe('zh-CN 404');
  expect((await exactly('/docs/nothing', { 'accept-language': 'zh' })).text).toBe('zh-CN 404');
  expect((await exactly('/docs/%ff', { 'accept-language': 'zh' })).text).toBe('zh-CN 404');
  expect((await exactly('/docs/zh-CN/%ff', { 'accept-language': 'en' })).text).toBe('zh-CN 404');
});

test('pages that only begin like the documentation are the console’s', async () => {
  expect(await exactly('/docsomething')).toEqual({ status: 200, text: 'console' });
});
