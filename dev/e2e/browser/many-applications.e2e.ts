// The list of an account with ten thousand applications: it pages, filters and finds, and how long each takes to be painted
// is printed. What a machine takes is no matter of a test; that it never asks for more than a page, and loses no row, is.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPages, type Pages } from './pages.ts';
import { openConsole } from './people.ts';

const MANY = 10_000;
const PAGE = 50;
const SCROLLED = 500;

let pages: Pages;
let page: Page;
beforeAll(async () => {
  pages = await openPages();
  const { rig, browser } = pages;
  const maker = await rig.newMaker();
  await rig.control.pool.query(
    `INSERT INTO application (id, account_id, user_id, device_id, state, step, problem, findings, footage, created_at, ended_at,
       older_firmware_accepted)
     SELECT 'ap' || lpad(n::text, 18, '0'), $1, 'us_1', lpad(n::text, 22, 'd'), CASE WHEN n % 100 = 0 THEN 'refused' ELSE 'cancelled' END,
       'check', NULL, '[]', 'none', now() - n * interval '1 second', now(), false
     FROM generate_series(1, $2::int) n`,
    [maker.accountId, MANY],
  );
  page = await openConsole(browser, rig, maker.login, 'en');
  await page.goto(`${rig.url}/my/services/video-cloud-storage?tab=applications`);
  await page.getByRole('row').nth(PAGE).waitFor();
});
afterAll(() => pages[Symbol.asyncDispose]());

/** From the key or the click to the frame in which what it leads to stands in the list. */
async function painted(name: string, act: () => Promise<unknown>, text: string): Promise<void> {
  const shown = page.evaluate<number>(`new Promise((resolve) => {
    let began;
    const note = () => { began ??= performance.now(); };
    for (const event of ['keydown', 'pointerdown']) addEventListener(event, note, { capture: true, once: true });
    const look = () => {
      const isThere = began !== undefined && document.querySelector('table')?.textContent.includes('${text}');
      requestAnimationFrame(isThere ? () => resolve(performance.now() - began) : look);
    };
    look();
  })`);
  await act();
  process.stdout.write(`  ${name}: painted after ${Math.round(await shown)} ms\n`);
}

const idOf = (n: number): string => String(n).padStart(22, 'd');
const rows = (): Promise<number> => page.getByRole('row').count();
const more = () => page.getByRole('button', { name: 'More' });

test('ten thousand are paged, found and filtered', async () => {
  await painted('next page', () => more().click(), idOf(PAGE + 1));
  expect(await rows()).toBe(1 + 2 * PAGE);
  const search = page.getByRole('searchbox');
  await search.fill('d9876');
  await painted('search', () => search.press('Enter'), idOf(9876));
  expect(await rows()).toBe(2);
  await search.fill('');
  await search.press('Enter');
  await page.getByText(idOf(1)).waitFor();
  await page.getByRole('combobox').first().click();
  await painted('filter', () => page.getByTitle('Refused', { exact: true }).click(), idOf(100 * PAGE));
  expect(await rows()).toBe(1 + PAGE);
});

test('scrolling through five hundred rows keeps no frame waiting for long', async () => {
  await page.goto(`${pages.rig.url}/my/services/video-cloud-storage?tab=applications`);
  for (let shown = PAGE; shown < SCROLLED; shown += PAGE) {
    await more().click();
    await page.getByText(idOf(shown + PAGE)).waitFor();
  }
  await page.evaluate(`
    globalThis.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask' });
    scrollTo(0, 0);`);
  await page.mouse.move(600, 500);
  for (let n = 0; n < 40; n++) await page.mouse.wheel(0, 800);
  const tasks = await page.evaluate<number[]>(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(tasks))))',
  );
  process.stdout.write(`  scrolling: ${tasks.length} tasks of 50 ms or more, ${tasks.map(Math.round).join(', ')}\n`);
  expect(await rows()).toBe(1 + SCROLLED);
  expect(pages.rig.errors).toEqual([]);
});
