import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { createApp } from './kit/app.ts';
import { mountPages } from './pages.ts';
import { writeCard } from './share-card.ts';

let app: FastifyInstance;
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-cards-'));
const PAGE = '<!doctype html><html><head></head><body></body></html>';
beforeAll(async () => {
  for (const name of ['index.html', 'app.html']) writeFileSync(path.join(folder, name), PAGE);
  app = createApp({ log: silentLog });
  await mountPages(app, {
    ...{ folder, regions: ['cn'], control: true, origins: [] },
    async cardOf(region, token) {
      const about = { language: 'en', title: `"><script>${region}$& ${token}`, text: 'a & b' } as const;
      return token === 'ended'
        ? undefined
        : writeCard({ ...about, pictureUrl: `https://k.example/play/${token}/picture` });
    },
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

test('a link’s page says in its head what it shows, and nothing of it is markup', async () => {
  const { body, headers, statusCode } = await app.inject({ url: '/cn/app/share/pb_one' });
  expect(statusCode).toBe(200);
  expect(body).toContain('<meta property="og:title" content="&quot;&gt;&lt;script&gt;cn$&amp; pb_one" />');
  expect(body).toContain('<meta property="og:image" content="https://k.example/play/pb_one/picture" />');
  expect(body.match(/<\/head>/g)).toHaveLength(1);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers).toMatchObject({ 'x-robots-tag': 'noindex', 'cache-control': 'private, no-store' });
});

test('a link that has ended, another region’s and every other address are the page as it is', async () => {
  for (const url of ['/cn/app/share/ended', '/cn/app/share/pb_one/more', '/cn/app/devices', '/eu/app/share/pb_one'])
    expect((await app.inject({ url })).body, url).toBe(PAGE);
});
