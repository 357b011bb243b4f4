// The home of an owner with twenty cameras, whose pictures are as busy as any: what it weighs and how it looks.
import { LANGUAGES, type Language } from '@kaitong/contract';
import { seal } from '@kaitong/device';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { look } from './look.ts';
import { openPhone } from './owner.ts';
import { openPages, type Pages } from './pages.ts';

const CAMERAS = 20;
const LIMIT_KB = 400;

let pages: Pages;
let rig: Pages['rig'];
const units: Unit[] = [];
beforeAll(async () => {
  pages = await openPages();
  ({ rig } = pages);
  for (let n = 0; n < CAMERAS; n++) {
    const unit = await rig.unit(units[0] && { pid: units[0].pid });
    units.push(unit);
    await subscribe(rig, unit);
    await seeSomebody(unit, await busyPicture(n));
  }
});
afterAll(() => pages?.[Symbol.asyncDispose]());

/** Blotches: their snapshots are as large as those of a garden. */
const busyPicture = (n: number): Promise<Buffer> =>
  sharp({
    create: {
      width: 80,
      height: 45,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 90 + 4 * n, sigma: 40 },
    },
  })
    .resize(1280, 720, { kernel: 'cubic' })
    .jpeg({ quality: 80 })
    .toBuffer();

/** A camera's event of which there is a snapshot so far. */
async function seeSomebody({ api, firmware }: Unit, jpeg: Buffer): Promise<void> {
  const device = await api();
  const declaration = { container: 'ts', codec: 'h264', width: 1280, height: 720, encryption: 'none' } as const;
  const startedAt = rig.clock.now().toISOString();
  const said = { deviceEventId: 'seen', type: 'person', startedAt, ageMs: 0, declaration } as const;
  const { eventId } = await device.openEvent({ body: { ...said, firmware } });
  const object = seal({ kind: 'snapshot', bytes: jpeg, durationMs: 0 }, 0, null);
  const { url, headers } = await device.declareObject({ params: { eventId }, body: object.declaration });
  const { 'content-length': _, ...given } = headers;
  const stored = await fetch(url, { method: 'PUT', headers: given, body: new Uint8Array(object.bytes) });
  expect(stored.status).toBeLessThan(300);
  await device.commitObject({ params: { eventId, n: 0 }, body: {} });
  await device.closeEvent({ params: { eventId }, body: { objects: 1, durationMs: 0, firmware } });
}

const openHome = (language: Language): Promise<Page> =>
  openPhone(pages.browser, { url: `${rig.url}/cn/app/`, login: rig.owners.cn.login }, language);

const FEED = { 'zh-CN': '最近事件', en: 'Latest events' } as const;

/** The first one in the feed of all cameras. */
const newestEvent = (page: Page, language: Language): Locator =>
  page.getByRole('region', { name: FEED[language] }).getByRole('listitem').first().getByRole('link');

/** Each has its small picture; until then the large one is shown. */
async function previewsMade(page: Page): Promise<void> {
  await eventually(async () => {
    const types = await page.evaluate<string[]>(`(async () => {
      const { items } = await (await fetch('/cn/api/v1/footage/pictures')).json();
      return Promise.all(items.map(async ({ previewUrl }) => (await fetch(previewUrl)).headers.get('content-type')));
    })()`);
    expect(types).toEqual(Array.from({ length: CAMERAS }, () => 'image/webp'));
  });
}

/** Whether all pictures on the screen are there. */
const IN_VIEW = `(() => {
  const seen = [...document.querySelectorAll('main img')].filter((image) => image.getBoundingClientRect().top < innerHeight);
  return seen.length >= 6 && seen.every((image) => image.complete && image.naturalWidth > 0);
})()`;
const SHOWN = `[...document.querySelectorAll('main img')].filter((image) => image.complete && image.naturalWidth > 0).length`;

test.each([
  [390, 844],
  [1280, 800],
])('a first visit at %i px, with all that it shows, takes at most 400 kB', async (width, height) => {
  const page = await openHome('zh-CN');
  await previewsMade(page);
  await page.close();
  const visit = await page.context().newPage();
  await visit.setViewportSize({ width, height });
  const cdp = await visit.context().newCDPSession(visit);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const names = new Map<string, string>();
  const bytes = { page: 0, pictures: 0, reads: 0 };
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, request.url));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = names.get(requestId) ?? '';
    if (url.includes('/preview')) bytes.pictures += encodedDataLength;
    else if (url.includes('/api/')) bytes.reads += encodedDataLength;
    else bytes.page += encodedDataLength;
  });
  await visit.goto(`${rig.url}/cn/app/`);
  await newestEvent(visit, 'zh-CN').waitFor();
  // Not by `waitForFunction`: from its second look on, it evaluates in the page, which its policy refuses.
  await eventually(async () => expect(await visit.evaluate(IN_VIEW)).toBe(true));
  const shown = Number(await visit.evaluate(SHOWN));
  const kB = (count: number) => (count / 1000).toFixed(1);
  const total = bytes.page + bytes.pictures + bytes.reads;
  console.info(
    `home with ${CAMERAS} cameras at ${width} px: ${kB(total)} kB (page ${kB(bytes.page)}, reads ${kB(bytes.reads)}, ` +
      `${shown} pictures ${kB(bytes.pictures)})`,
  );
  expect(total / 1000).toBeLessThanOrEqual(LIMIT_KB);
  await visit.context().close();
});

test.each(LANGUAGES)('shows every camera and what happened, by day and by night, in %s', async (language) => {
  const page = await openHome(language);
  await previewsMade(page);
  await page.reload();
  const newest = newestEvent(page, language);
  await newest.waitFor();
  expect(await page.locator('main ul').first().getByRole('listitem').count()).toBe(CAMERAS);
  await look(page, `home-${language}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, `home-dark-${language}`);
  await newest.click();
  await page.waitForURL(/\/devices\/\w+\/footage\?.*event=/);
  await page.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
