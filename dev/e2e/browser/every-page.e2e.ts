// Every page that the consoles and the app have, with something to show, as the routers name them: axe finds nothing at both
// widths, in both languages, by day and by night, and the keyboard alone reaches whatever can be pressed or filled in.
import { LANGUAGES, type Language } from '@kaitong/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { openPhone } from './owner.ts';
import { openPages, type Pages } from './pages.ts';
import { makeOperator, openConsole, openOperator } from './people.ts';
import { type Furnished, furnish, REGION } from './walk/furnish.ts';
import { comesTrue, lookAround, openDialogs, tabThrough, WAITING } from './walk/walk.ts';

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
let there: Furnished;
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
  await makeOperator(browser, rig);
  there = await furnish(rig);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

/** Where a page's address has a name for something, which things are looked at. */
const things = (): Record<string, string[]> => ({
  $pid: [there.pid],
  $deviceId: [there.deviceId, there.offline],
  $id: [there.approved, there.rejected, there.conformance, there.soak, there.webhook],
  $code: ['enc.key'],
  $orderId: [there.order],
  $version: ['2019-04-10'],
  $token: [there.share.split('/').at(-1) ?? ''],
  $: ['nothing-here'],
});

/** `$id` is an id of another kind in each address. */
const FITS: Record<string, RegExp> = {
  '/applications/$id': /^ap/,
  '/conformance/$id': /^cf/,
  '/soaks/$id': /^sk/,
  '/webhooks/$id': /^wh/,
};

function addressesOf(route: string): string[] {
  const name = /\$\w*/.exec(route)?.[0];
  if (name === undefined) return [route];
  const ones = things()[name]?.filter((one) => FITS[route]?.test(one) ?? true) ?? [];
  expect(ones, `what ${route} is about`).not.toEqual([]);
  return ones.map((one) => route.replace(name, one));
}

/** Read from the pages themselves: a new page is looked at too, or this test says that it does not know what it is about. */
const routesOf = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>('Object.keys(globalThis.__TSR_ROUTER__.routesByPath)');

const SETTLED = `globalThis.__TSR_ROUTER__?.state.status === 'idle' &&
  !globalThis.__TSR_ROUTER__.state.isTransitioning && document.querySelector('h1') !== null &&
  document.querySelector('${WAITING}') === null`;

async function go(page: Page, address: string): Promise<void> {
  // A button may have led to another site, a payment provider's.
  const isOurs = await page.evaluate('globalThis.__TSR_ROUTER__ !== undefined');
  if (isOurs) {
    await page.evaluate("document.querySelector('h1')?.setAttribute('data-left', '')");
    await page.evaluate(`globalThis.__TSR_ROUTER__.navigate({ href: ${JSON.stringify(address)} })`);
    // A page whose code is still to come leaves the last one standing, and then nothing for a moment.
    await comesTrue(page, "document.querySelector('h1[data-left]') === null", 1_500);
    if (await comesTrue(page, SETTLED, 3_000)) return;
  }
  await page.goto(rig.url + address);
  await comesTrue(page, SETTLED, 10_000);
}

const BEHIND: Record<string, (language: Language) => Promise<Page>> = {
  console: (language) => openConsole(browser, rig, rig.maker.login, language),
  operator: (language) => openOperator(browser, rig, language),
  app: (language) => openPhone(browser, { url: `${rig.url}/${REGION}/app/`, login: rig.owners.cn.login }, language),
};
const BASE: Record<string, string> = { console: '', operator: '/operator', app: `/${REGION}/app` };

/** Signing others out is what its buttons do, so that each language is there alone. */
const ALONE = ['/security', '/me/security'];

async function walk(kind: string, language: Language, wanted: (route: string) => boolean): Promise<string[]> {
  const page = await BEHIND[kind]?.(language);
  if (!page) throw new Error(`nobody opens the ${kind}`);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await comesTrue(page, SETTLED, 20_000);
  const found: string[] = [];
  const routes = (await routesOf(page)).sort();
  for (const route of routes.filter((one) => one !== '/operator/$' && !(one in outside()) && wanted(one)))
    for (const address of addressesOf(route))
      found.push(...(await visit(page, BASE[kind] + address, `${kind} ${language} ${address}`)));
  await page.context().close();
  return found;
}

test.each(Object.keys(BEHIND))('every page of the %s is for everybody', { timeout: 900_000 }, async (kind) => {
  const faults = await Promise.all(
    LANGUAGES.map((language) => walk(kind, language, (route) => !ALONE.includes(route))),
  );
  for (const language of LANGUAGES) faults.push(await walk(kind, language, (route) => ALONE.includes(route)));
  expect(faults.flat()).toEqual([]);
});

/** Pages for whoever is not signed in. What a link would bring along stands behind them. */
const outside = (): Record<string, string> => ({
  ...Object.fromEntries(['/sign-in', '/sign-up', '/register', '/forgotten', '/reset'].map((one) => [one, ''])),
  ...Object.fromEntries(['/enter', '/setup', '/deleted', '/privacy', '/share/$token'].map((one) => [one, ''])),
  '/invitation': there.invitation,
});

test.each(['console', 'app'])('every page of the %s is for everybody who is not signed in', async (kind) => {
  const faults = await Promise.all(
    LANGUAGES.map(async (language) => {
      const context = await browser.newContext({ locale: language, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(`${rig.url}${BASE[kind]}/sign-in`);
      await comesTrue(page, SETTLED, 20_000);
      const found: string[] = [];
      for (const route of (await routesOf(page)).filter((one) => one in outside()))
        for (const address of addressesOf(route))
          found.push(...(await visit(page, BASE[kind] + address, `${kind} ${language} ${address}`, outside()[route])));
      await context.close();
      return found;
    }),
  );
  expect(faults.flat()).toEqual([]);
});

test.each(LANGUAGES)('what was found is for everybody who has its address, in %s', async (language) => {
  const context = await browser.newContext({ locale: language, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const url = `${rig.url}${there.findings}`;
  await eventually(async () => {
    await page.goto(url);
    // The region reads the header fields a moment after the verdict.
    expect(await page.getByText(language === 'en' ? 'Header fields around the place' : '该处的头部字段').count()).toBe(
      1,
    );
  });
  const found = await lookAround(page, `findings ${language}`);
  expect([...found, ...(await tabThrough(page))]).toEqual([]);
  await context.close();
});

/** Homes that lead on. */
const REDIRECTS = new Set(['/', '/operator/']);

async function visit(page: Page, address: string, name: string, hash = ''): Promise<string[]> {
  const began = performance.now();
  await go(page, address + hash);
  const stands = new URL(page.url()).pathname;
  if (stands !== address && !REDIRECTS.has(address)) return [`${name}: stands at ${stands}`];
  const looked = await lookAround(page, name);
  const tabbed = (await tabThrough(page)).map((fault) => `${name}: ${fault}`);
  const opened = await openDialogs(page, name, () => go(page, address));
  console.info(`${name}: ${Math.round(performance.now() - began)} ms`);
  return [...looked, ...tabbed, ...opened];
}

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
