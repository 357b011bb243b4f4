// Twenty tabs over HTTP/1.1, where a browser opens six connections to a server: all of one account share one line, held by a
// worker or, where there is none, by one of them. Prints how long each took to load and to show a change.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Region } from '@kaitong/contract';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../scripts/chromium.ts';
import { createOwner } from '../../src/activation/testing/people.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { openPages, type Pages } from './pages.ts';
import { WITHOUT_WORKER } from './people.ts';

const TABS = 20;
const PATIENCE_MS = 60_000;

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
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

test.each(['worker', 'leader'] as const)(
  'twenty tabs load and show a change, also when the tab that holds the line is closed or killed, by a %s',
  async (carrier) => {
    const context = await signedIn(carrier);
    const pages: Page[] = [];
    const loads: number[] = [];
    for (let n = 0; n < TABS; n++) {
      const start = performance.now();
      pages.push(await openProducts(context));
      loads.push(since(start));
    }
    const times: Record<string, number> = { load: Math.max(...loads), change: Math.max(...(await seeChange(pages))) };
    // The first to come started the worker, or leads.
    await pages.shift()?.close();
    times['after the first was closed'] = Math.max(...(await seeChange(pages)));
    const killed = pages.shift();
    if (killed) {
      const session = await context.newCDPSession(killed);
      // Never answered: the process is gone.
      session.send('Page.crash').catch(() => {});
      await killed.waitForEvent('crash');
    }
    times['after the next was killed'] = Math.max(...(await seeChange(pages)));
    console.info(`${carrier}: slowest of ${TABS} tabs, ms: ${JSON.stringify(times)}`);
    const [first, ...others] = pages;
    await first?.evaluate('fetch("/api/v1/sign-out", { method: "POST" })');
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

test('a maker and owners of several regions in one browser each see what is theirs', async () => {
  const context = await signedIn('worker');
  const desk = await openProducts(context);
  const phones = await Promise.all(
    (['cn', 'eu'] as const).map(async (region) => {
      const owner = await createOwner(rig, region);
      const page = await context.newPage();
      await page.goto((await rig.server.openSignInLink(Region.parse(region), owner.login)) ?? '');
      await page.waitForURL(({ pathname }) => pathname.startsWith(`/${region}/app`) && !pathname.endsWith('/enter'));
      return { page, unit: await rig.unit({ owner }) };
    }),
  );
  await seeChange([desk]);
  for (const { page, unit } of phones) await seeRenamed(unit, (name) => page.getByText(name).first().waitFor());
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

type Tab = {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Waits until an expression is true on the page. */
  until(expression: string): Promise<void>;
  close(): Promise<void>;
};

/** A Chromium over a socket of its own: Playwright keeps every page awake, and freezing one then does nothing. */
async function bareChromium(): Promise<AsyncDisposable & { open(url: string, carrier: string): Promise<Tab> }> {
  const profile = mkdtempSync(path.join(tmpdir(), 'kaitong-profile-'));
  const { executablePath, args, env } = await findChromium();
  const child = spawn(
    executablePath,
    ['--headless=new', ...args, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: env ?? process.env },
  );
  const socket = new WebSocket(await addressOf(child));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  type Answer = { id?: number; result?: Record<string, unknown>; error?: { message: string } };
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  };
  let last = 0;
  const send = (method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      );
      socket.send(JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) }));
    });
  return {
    async open(url, carrier) {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const tab = (method: string, params?: object) => send(method, params, String(sessionId));
      await tab('Page.enable');
      if (carrier === 'leader') await tab('Page.addScriptToEvaluateOnNewDocument', { source: WITHOUT_WORKER });
      await tab('Page.navigate', { url });
      return {
        send: tab,
        async until(expression) {
          // Asked again and again: an answer that the page promises is lost when it goes to another address.
          for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
            const answer = await tab('Runtime.evaluate', { expression, returnByValue: true });
            if ((answer.result as { value?: unknown } | undefined)?.value === true) return;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          throw new Error(`not within ${PATIENCE_MS} ms: ${expression}`);
        },
        async close() {
          await send('Target.closeTarget', { targetId });
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const over = new Promise((resolve) => child.once('exit', resolve));
      void send('Browser.close'); // it may be gone before it has answered
      await over;
      socket.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Chromium says at which address it listens once it does. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [address] = /ws:\/\/\S+/.exec(text) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`Chromium ended:\n${text}`)));
  });
}

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
