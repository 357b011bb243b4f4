import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openPhone } from '../../e2e/browser/owner.ts';
import { WITHOUT_WORKER } from '../../e2e/browser/people.ts';

/** A round trip in milliseconds, and bytes a second: 20 ms and 10 Mb/s. */
const LINE = { latency: 20, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };
const PATIENCE_MS = 30_000;
/** A page that has fetched nothing for so long has also what it fetches when nothing else goes on. */
const SETTLED_MS = 3_000;

/** What an owner's browser keeps between two visits. */
export type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;
export type Fetched = { url: string; began: number; ended: number };
/** By the clock of this machine. `shown`: in the frame in which what is tapped is drawn. */
export type Seen = { shown: number; tapped: number; picture: number; fetched: Fetched[] };

export async function signIn(browser: Browser, url: string, login: string): Promise<SignedIn> {
  const page = await openPhone(browser, { url, login }, 'zh-CN');
  const signed = await page.context().storageState();
  await page.context().close();
  return signed;
}

/** A phone that has never shown anything, on the line that is measured for. */
export async function openFresh(browser: Browser, url: string, signed?: SignedIn): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: 390, height: 844 }, serviceWorkers: 'block' },
    ...(signed ? { storageState: signed } : {}),
  });
  // Workers have a line of their own, which is not slowed down.
  await context.addInitScript(WITHOUT_WORKER);
  await context.addInitScript(WATCHING);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, ...LINE });
  await page.goto(url);
  return page;
}

/** Resolves once the page fetches nothing any more. */
export const settled = (page: Page): Promise<void> => page.evaluate(`kaitongSettled(${SETTLED_MS})`);

/** From now on, what fits is tapped as soon as it is drawn. */
export const tapWhenShown = (page: Page, selector: string): Promise<void> =>
  page.evaluate(`void kaitongTap(${JSON.stringify(selector)}, ${PATIENCE_MS})`);

/** Resolves with the first picture of the first video. */
export const firstPicture = (page: Page): Promise<Seen> => page.evaluate<Seen>('kaitongSeen');

// Runs in the page, before anything of it.
const WATCHING = `
performance.setResourceTimingBufferSize(5000);
const kaitongNow = (at = performance.now()) => performance.timeOrigin + at;
globalThis.kaitongSettled = (quietMs) => new Promise((resolve) => {
  let quiet = setTimeout(resolve, quietMs);
  new PerformanceObserver(() => {
    clearTimeout(quiet);
    quiet = setTimeout(resolve, quietMs);
  }).observe({ type: 'resource' });
});
globalThis.kaitongTap = (selector, patienceMs) => {
  globalThis.kaitongSeen = new Promise((resolve, reject) => {
    const seen = {};
    let video;
    const late = setTimeout(() => reject(new Error('no picture: ' + JSON.stringify(seen) + document.body.innerText)), patienceMs);
    const tap = () => {
      const item = document.querySelector(selector);
      if (!item) return;
      seen.tapped = kaitongNow();
      item.click();
    };
    const draw = () => {
      seen.shown = kaitongNow();
      setTimeout(tap);
    };
    let isFound = false;
    const look = () => {
      if (!isFound && document.querySelector(selector)) {
        isFound = true;
        requestAnimationFrame(draw);
      }
      const found = document.querySelector('video');
      if (!found || found === video) return;
      video = found;
      found.requestVideoFrameCallback((_, { expectedDisplayTime }) => {
        clearTimeout(late);
        setTimeout(() => {
          const fetched = performance.getEntriesByType('resource').map(({ name, startTime, responseEnd }) =>
            ({ url: name, began: kaitongNow(startTime), ended: kaitongNow(responseEnd) }));
          resolve({ ...seen, picture: kaitongNow(expectedDisplayTime), fetched });
        }, 100);
      });
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    look();
  });
  globalThis.kaitongSeen.catch(() => {});
};
`;
