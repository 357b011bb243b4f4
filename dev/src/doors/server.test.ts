import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStartPage, type StartPage, type StartPlace, type Where } from './server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-doors-'));
const CONSOLE = 'http://127.0.0.1:7080';
const made: Where[] = [];
let links: StartPlace['openLink'];
let start: StartPage;
const place: StartPlace = {
  host: '127.0.0.1',
  port: 0,
  pages: folder,
  doors: { url: CONSOLE, roomUrl: 'http://127.0.0.1:7082', apiKey: 'kt_secret', withStage: true },
  openLink: (where, language) => links(where, language),
};
beforeAll(async () => {
  writeFileSync(path.join(folder, 'design.css'), ':root{}');
  start = await openStartPage(place);
});
beforeEach(() => {
  made.length = 0;
  links = async (where) => {
    made.push(where);
    return `${CONSOLE}/enter#token=kl_${where}`;
  };
});
afterAll(async () => {
  await start.stop();
  rmSync(folder, { recursive: true });
});

type Asked = { method?: string; path?: string; headers?: Record<string, string> };
/** As a browser that opened the start page, unless the headers say otherwise. */
function ask({ method = 'GET', path: at = '/', headers = {} }: Asked) {
  const { origin, port } = new URL(start.url);
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const own = method === 'POST' ? { origin } : {};
      const asking = request(
        { hostname: '127.0.0.1', port, path: at, method, headers: { ...own, ...headers } },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += String(chunk);
          resolve({ status: response.statusCode, headers: response.headers, text });
        },
      );
      asking.once('error', reject).end();
    },
  );
}

test('the page speaks the browser’s language, or the one that was chosen, and leads through four doors', async () => {
  const chinese = await ask({ headers: { 'accept-language': 'zh-CN,en;q=0.8' } });
  for (const label of ['以演示厂商身份进入控制台', '以用户身份进入欧洲区 App', '打开虚拟样机室', 'API 密钥', 'English'])
    expect(chinese.text).toContain(label);
  const english = await ask({ path: '/?lang=en', headers: { 'accept-language': 'zh-CN' } });
  for (const label of ['Enter the console as the demo maker', 'Open the virtual room', 'API key', '简体中文'])
    expect(english.text).toContain(label);
  expect(made).toEqual([]);
});

test('a click makes the link that it follows, one for each', async () => {
  for (const where of ['console', 'stage', 'cn', 'eu', 'us'] as const) {
    const answer = await ask({ method: 'POST', path: `/enter/${where}` });
    expect(answer).toMatchObject({ status: 303, headers: { location: `${CONSOLE}/enter#token=kl_${where}` } });
    expect(answer.headers['cache-control']).toBe('no-store');
  }
  expect(made).toEqual(['console', 'stage', 'cn', 'eu', 'us']);
  expect(await ask({ method: 'POST', path: '/enter/operator' })).toMatchObject({ status: 404 });
  expect(await ask({ path: '/enter/console' })).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(made).toHaveLength(5);
});

test('the API key stands on no page until somebody asks for it', async () => {
  expect((await ask({})).text).not.toContain('kt_secret');
  const shown = await ask({ method: 'POST', path: '/api-key' });
  expect(shown.text).toContain('export KAITONG_API_KEY=kt_secret');
  expect(shown.text).toContain(`curl -H "Authorization: Bearer $KAITONG_API_KEY" ${CONSOLE}/api/v1/products`);
});

test.each([
  ['another site’s page', { origin: 'https://evil.test' }],
  ['a page of another port', { origin: 'http://127.0.0.1:1' }],
  ['no page at all', { origin: '' }],
  ['a name that was made to lead here', { host: 'evil.test:7084', origin: 'http://evil.test:7084' }],
  ['a proxy', { 'x-forwarded-for': '127.0.0.1' }],
])('%s gets neither link nor key', async (_, headers) => {
  for (const at of ['/enter/console', '/enter/cn', '/api-key'])
    expect(await ask({ method: 'POST', path: at, headers })).toMatchObject({ status: 403, text: '' });
  expect(made).toEqual([]);
});

test('it stands in no other page’s frame, runs nothing, and sends forms to the console and the stage only', async () => {
  const { headers, text } = await ask({});
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`form-action 'self' ${CONSOLE} http://127.0.0.1:7082;`);
  expect(text).not.toContain('<script');
});

test('where the account is gone it says so', async () => {
  links = async () => undefined;
  const answer = await ask({ method: 'POST', path: '/enter/us?lang=en' });
  expect(answer.text).toContain('This demo account is gone.');
});

test('it takes the colours of the platform’s pages, and no other file', async () => {
  expect((await ask({ path: '/design.css' })).text).toBe(':root{}');
  expect(await ask({ path: '/index.html' })).toMatchObject({ status: 303 });
});

test('where somebody has its port it takes another one', async () => {
  const port = Number(new URL(start.url).port);
  const second = await openStartPage({ ...place, port });
  expect(second.url).not.toBe(start.url);
  await second.stop();
});
