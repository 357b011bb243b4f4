import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { createApp } from './kit/app.ts';
import { mountPages } from './pages.ts';

let app: FastifyInstance;
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-pages-'));
beforeAll(async () => {
  for (const name of ['index.html', 'app.html']) writeFileSync(path.join(folder, name), '<!doctype html>');
  writeFileSync(path.join(folder, 'app-worker.js'), 'self');
  app = createApp({ log: silentLog });
  await mountPages(app, { folder, regions: ['cn', 'eu'], control: true, origins: [] });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = async (url: string) => await app.inject({ url });

test('each region’s app is one of its own on a home screen, and reaches no further than its pages', async () => {
  for (const region of ['cn', 'eu']) {
    const { headers, body } = await get(`/${region}/app/manifest.webmanifest`);
    expect(headers['content-type']).toContain('application/manifest+json');
    const pages = `/${region}/app/`;
    expect(JSON.parse(body)).toMatchObject({ id: pages, scope: pages, start_url: pages, display: 'standalone' });
  }
});

test('a service worker is served below a region’s app alone, under our policy, and asked for anew each time', async () => {
  const { statusCode, headers, body } = await get('/cn/app/worker.js');
  expect([statusCode, body]).toEqual([200, 'self']);
  expect(headers['content-type']).toContain('javascript');
  expect(headers['cache-control']).toBe('no-cache');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['service-worker-allowed']).toBeUndefined(); // it would let it reach further than its folder
  for (const elsewhere of ['/worker.js', '/us/app/worker.js', '/cn/worker.js', '/operator/worker.js'])
    expect((await get(elsewhere)).body, elsewhere).not.toBe('self');
});
