// One tab that goes from page to page, each loaded whole, and back. Chromium keeps the pages that were left, six of them, and a
// server over HTTP/1.1 has six connections to give: what a kept page held would be missing in the next. Prints how long it took.
import { Region } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { bareChromium, type Carrier, type Tab } from './bare-chromium.ts';
import { wholeChromium } from './chromium.ts';
import { openPages, type Pages } from './pages.ts';
import { watchStreams } from './streams.ts';

let pages: Pages;
let rig: Pages['rig'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

type Place = {
  name: string;
  /** Leads to where somebody is signed in. */
  enter(): Promise<string>;
  /** Pages of which each shows the news; the last one shows what is changed. */
  addresses: readonly string[];
  change(name: string): Promise<unknown>;
};

/** Pages of a run that goes on have a second line each. */
const RUN = '/applications/';

async function consoleOf(): Promise<Place> {
  const { maker } = rig;
  const unit = await rig.unit();
  await unit.device();
  const run = RUN + (await maker.submit(unit.deviceId)).id;
  return {
    name: 'console',
    enter: async () => (await rig.server.openSignInLink('console', maker.login)) ?? '',
    addresses: ['/market', run, '/devices', run, '/testers', run, '/keys', '/products'],
    change: (name) => maker.createProduct({ body: { name } }),
  };
}

async function appOf(): Promise<Place> {
  const { owner, deviceId } = await rig.unit();
  const app = (page: string) => `/${owner.region}/app/${page}`;
  return {
    name: 'app',
    enter: async () => (await rig.server.openSignInLink(Region.parse(owner.region), owner.login)) ?? '',
    addresses: ['', 'me', 'notices', '', 'me', 'notices', 'me', ''].map(app),
    change: (name) => owner.updateDevice({ params: { deviceId }, body: { name } }),
  };
}

let made = 0;
const since = (start: number): number => Math.round(performance.now() - start);
const loaded = (address: string): string =>
  `location.pathname === ${JSON.stringify(address)} && document.readyState === 'complete' && document.querySelector('h1') !== null`;

/** Milliseconds until a page that is loaded whole stands there. */
async function load(tab: Tab, address: string): Promise<number> {
  const start = performance.now();
  await tab.read(`location.assign(${JSON.stringify(address)})`);
  await tab.until(loaded(address));
  return since(start);
}

test.skipIf(!wholeChromium).each<['console' | 'app', Carrier]>([
  ['console', 'worker'],
  ['console', 'leader'],
  ['app', 'worker'],
  ['app', 'leader'],
])('the eighth page of the %s loads, and the one gone back to shows what is new, by a %s', async (kind, carrier) => {
  using streams = watchStreams();
  const open = () => streams.open().map(({ path }) => path);
  const place = await (kind === 'console' ? consoleOf() : appOf());
  await using chromium = await bareChromium(wholeChromium);
  const tab = await chromium.open(await place.enter(), carrier);
  await tab.until('!location.pathname.endsWith("/enter") && document.querySelector("h1") !== null');
  const loads: number[] = [];
  for (const address of place.addresses) {
    loads.push(await load(tab, address));
    // The page that was left has given its lines up.
    await eventually(() => expect(open()).toHaveLength(address.startsWith(RUN) ? 2 : 1));
  }
  const [left = '', shows = ''] = place.addresses.slice(-2);
  await tab.read(`addEventListener('pageshow', ({ persisted }) => { globalThis.wasKept = persisted; })`);
  await load(tab, left);
  const times: Record<string, number> = { load: Math.max(...loads) };
  for (const way of ['back', 'forward and back']) {
    if (way !== 'back') {
      await tab.read('history.forward()');
      await tab.until(loaded(left));
    }
    const name = `Changed meanwhile ${++made}`;
    await place.change(name);
    const start = performance.now();
    await tab.read('history.back()');
    await tab.until(`${loaded(shows)} && document.body.innerText.includes(${JSON.stringify(name)})`);
    times[way] = since(start);
    expect(await tab.read('globalThis.wasKept'), tab.notKept.join('\n')).toBe(true);
    await eventually(() => expect(open()).toHaveLength(1));
    const later = `Changed later ${made}`;
    await place.change(later);
    await tab.until(`document.body.innerText.includes(${JSON.stringify(later)})`);
  }
  console.info(`${kind}, ${carrier}: ${place.addresses.length} pages in one tab, ms: ${JSON.stringify(times)}`);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
