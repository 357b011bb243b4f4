// Twenty tabs over HTTP/1.1, where a browser opens six connections to a server: all of one account share one line, held by a
// worker or, where there is none, by one of them. Prints how long each took to load and to show a change.
import { Region } from '@kaitong/contract';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import type { RegionName } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { bareChromium, type Tab } from './bare-chromium.ts';
import { openPages, type Pages } from './pages.ts';
import { WITHOUT_WORKER } from './people.ts';
import { watchStreams } from './streams.ts';

const TABS = 20;
const REGIONS = ['cn', 'eu', 'us'] as const;

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages({ KAITONG_ROLES: ['control', ...REGIONS].join(',') });
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

async function signedIn(carrier: 'worker' | 'leader'): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en' });
  if (carrier === 'leader') await context.addInitScript(WITHOUT_WORKER);
  const page = await context.newPage();
  await page.goto((await rig.server.openSignInLink('console', rig.maker.login)) ?? '');
  await page.waitForURL(({ pathname }) => pathname === '/market');
  await page.close();
  return context;
}

async function openProducts(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${rig.url}/products`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const since = (start: number): number => Math.round(performance.now() - start);

let made = 0;
/** Milliseconds until a new product stands on each of these pages. */
async function seeChange(pages: readonly Page[]): Promise<number[]> {
  const name = `One more ${++made}`;
  const start = performance.now();
  await rig.maker.createProduct({ body: { name } });
  return await Promise.all(
    pages.map(async (page) => {
      await page.getByText(name, { exact: true }).first().waitFor();
      return since(start);
    }),
  );
}

/** The shared workers that run in the browser. */
async function workers(): Promise<string[]> {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'shared_worker' }] });
  await session.detach();
  return targetInfos.map(({ targetId }) => targetId);
}

test.each(['worker', 'leader'] as const)(
  'twenty tabs load and show a change, also when the tab that holds the line is killed or closed, by a %s',
  async (carrier) => {
    const context = await signedIn(carrier);
    // One that the page of the sign-in left would go on in a process that no tab has.
    await eventually(async () => expect(await workers()).toEqual([]));
    const pages: Page[] = [];
    const loads: number[] = [];
    for (let n = 0; n < TABS; n++) {
      const start = performance.now();
      pages.push(await openProducts(context));
      loads.push(since(start));
    }
    const times: Record<string, number> = { load: Math.max(...loads), change: Math.max(...(await seeChange(pages))) };
    // The first to come started the worker, which runs in its process, or leads.
    const first = await workers();
    expect(first.length).toBe(carrier === 'worker' ? 1 : 0);
    const killed = pages.shift();
    if (killed) {
      const session = await context.newCDPSession(killed);
      // Never answered: the process is gone.
      session.send('Page.crash').catch(() => {});
      await killed.waitForEvent('crash');
    }
    times['after the first was killed'] = Math.max(...(await seeChange(pages)));
    const second = await workers();
    expect(second.length).toBe(first.length);
    if (carrier === 'worker') expect(second).not.toEqual(first);
    await pages.shift()?.close();
    times['after the next was closed'] = Math.max(...(await seeChange(pages)));
    console.info(`${carrier}: slowest of ${TABS} tabs, ms: ${JSON.stringify(times)}`);
    const [signingOut, ...others] = pages;
    await signingOut?.evaluate('fetch("/api/v1/sign-out", { method: "POST" })');
    await Promise.all(others.map((page) => page.waitForURL(({ pathname }) => pathname === '/sign-in')));
    await context.close();
  },
);

/** Milliseconds until a camera's new name stands on the page of its owner. */
async function seeRenamed({ owner, deviceId }: Unit, shows: (name: string) => Promise<unknown>): Promise<number> {
  const name = `Camera ${++made}`;
  const start = performance.now();
  await owner.updateDevice({ params: { deviceId }, body: { name } });
  await shows(name);
  return since(start);
}

test('a maker and owners of three regions in one browser never get each other’s news, and none after signing out', async () => {
  using streams = watchStreams();
  const phones = await Promise.all(
    REGIONS.map(async (region) => {
      // What the rig reads from a region's tables, it reads from the two that it always has.
      const unit = await rig.unit({ owner: await rig.newOwner(region as RegionName) });
      return { region, unit, path: `/${region}/api/v1/events` };
    }),
  );
  const context = await signedIn('worker');
  const desk = await openProducts(context);
  const open: ((typeof phones)[number] & { page: Page })[] = [];
  for (const phone of phones) {
    const page = await context.newPage();
    await page.goto((await rig.server.openSignInLink(Region.parse(phone.region), phone.unit.owner.login)) ?? '');
    await page.waitForURL(({ pathname }) => pathname === `/${phone.region}/app/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    open.push({ ...phone, page });
  }
  const paths = ['/api/v1/events', ...phones.map(({ path }) => path)];
  await eventually(() => expect(streams.open().map(({ path }) => path)).toEqual(paths));
  await eventually(() => expect(streams.open().map(({ news }) => news.length)).toEqual([1, 1, 1, 1]));
  const shown: string[] = [];
  for (let round = 0; round < 2; round++) {
    await seeChange([desk]);
    for (const { page, unit } of open)
      await seeRenamed(unit, async (name) => {
        await page.getByText(name).first().waitFor();
        shown[open.findIndex((one) => one.page === page)] = name;
      });
  }
  const [maker, ...owners] = streams.open();
  const made = { type: 'products.changed' };
  const sold = { type: 'sales.changed' };
  expect(maker?.news.slice(1)).toEqual([made, sold, made, sold]);
  for (const [n, { news }] of owners.entries()) {
    const own = { type: 'devices.changed', deviceId: phones[n]?.unit.deviceId };
    expect(news.slice(1)).toEqual([own, own]);
  }
  for (const { page } of open) {
    const counts = await Promise.all(shown.map((name) => page.getByText(name).count()));
    expect(counts.filter((count) => count > 0)).toHaveLength(1);
  }

  // The one after the other signs out on its page. Where nobody is signed in, nothing comes any more; all others go on.
  for (const [n, { page, region, path }] of open.entries()) {
    await page.goto(`${rig.url}/${region}/app/me`);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL(`${rig.url}/${region}/app/sign-in`);
    await eventually(() =>
      expect(streams.open().map(({ path }) => path)).toEqual(paths.filter((_, at) => at === 0 || at > n + 1)),
    );
    const before = streams.all(path).map(({ news }) => news.length);
    for (const [at, { unit, page: other }] of open.entries())
      await seeRenamed(unit, (name) => (at > n ? other.getByText(name).first().waitFor() : Promise.resolve()));
    await seeChange([desk]);
    expect(streams.all(path).map(({ news }) => news.length)).toEqual(before);
  }
  await desk.getByRole('button', { name: 'Sign out' }).click();
  await desk.waitForURL(`${rig.url}/sign-in`);
  await eventually(() => expect(streams.open()).toEqual([]));
  const before = streams.all().map(({ news }) => news.length);
  await rig.maker.createProduct({ body: { name: 'Seen by nobody' } });
  // What another browser of theirs hears of it would have come here by then.
  const elsewhere = await signedIn('worker');
  await seeChange([await openProducts(elsewhere)]);
  expect(
    streams
      .all()
      .slice(0, before.length)
      .map(({ news }) => news.length),
  ).toEqual(before);
  await elsewhere.close();
  await context.close();
});

// The app's hidden pages follow too, because they tell of new events.
test.each(['worker', 'leader'] as const)('a frozen tab keeps the line from nobody, by a %s', async (carrier) => {
  await using chromium = await bareChromium();
  const unit = await rig.unit();
  const { region, login } = unit.owner;
  const enter = await chromium.open((await rig.server.openSignInLink(Region.parse(region), login)) ?? '', carrier);
  await enter.until('!location.pathname.endsWith("/enter") && document.querySelector("h1") !== null');
  const tabs: Tab[] = [];
  for (let n = 0; n < 2; n++) {
    const tab = await chromium.open(`${rig.url}/${region}/app/`, carrier);
    await tab.until('document.querySelector("h1") !== null');
    tabs.push(tab);
  }
  await enter.close();
  const [leading, other] = tabs;
  if (!leading || !other) throw new Error('two tabs were opened');
  const shows = (tab: Tab) => (name: string) => tab.until(`document.body.innerText.includes(${JSON.stringify(name)})`);
  const times = { awake: await seeRenamed(unit, shows(leading)), frozen: 0, thawed: 0 };
  await leading.send('Page.setWebLifecycleState', { state: 'frozen' });
  times.frozen = await seeRenamed(unit, shows(other));
  await leading.send('Page.setWebLifecycleState', { state: 'active' });
  times.thawed = await seeRenamed(unit, shows(leading));
  console.info(`${carrier}: two tabs, the first frozen, ms: ${JSON.stringify(times)}`);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
