import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { root } from '../../../../scripts/command.ts';
import { TWO_FRAMES } from '../look.ts';
import { IN_PAGE } from './in-page.ts';

/** The one that comes with what drives it. */
const AXE = readFileSync(
  createRequire(fileURLToPath(import.meta.resolve('@axe-core/playwright'))).resolve('axe-core/axe.min.js'),
  'utf8',
);
const SCREENS = path.join(root, 'test-results/screens/walk');
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
/** What stands where something is still to come. */
export const WAITING = '[aria-busy=true], .ant-skeleton, [class*=skeleton], .ant-btn-loading';
/** What Tab is pressed before one looks whether it has come round. */
const TABS_AT_ONCE = 12;
const MOST_TABS = 400;

/** Once for each document: a page that was loaded anew has lost it. */
async function prepare(page: Page): Promise<void> {
  if (!(await page.evaluate('globalThis.axe !== undefined'))) await page.evaluate(`${AXE}; ${IN_PAGE}; 0`);
}

/** Asked again and again: what Playwright has a page wait for, the page's policy refuses. @returns whether it came true */
export async function comesTrue(page: Page, expression: string, withinMs: number): Promise<boolean> {
  for (const end = performance.now() + withinMs; ; await sleep(20)) {
    // On the way to another document there is none to ask.
    if (await page.evaluate(`Boolean(${expression})`).catch(() => false)) return true;
    if (performance.now() > end) return false;
  }
}

export type Size = { width: number; height: number };

/** Looks at what stands there at both widths, by day and by night. @returns what axe finds, and what is wider than the screen */
export async function lookAround(
  page: Page,
  name: string,
  sizes: readonly [Size, ...Size[]] = SIZES,
): Promise<string[]> {
  mkdirSync(SCREENS, { recursive: true });
  await prepare(page);
  const faults: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(TWO_FRAMES);
      const at = `${name} ${size.width} ${colorScheme}`;
      await page.screenshot({ path: path.join(SCREENS, `${at.replaceAll(/[\s/›:?#]+/g, '-')}.png`), fullPage: true });
      const wider = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
      if (wider > 0) faults.push(`${at}: ${wider} px wider than the screen`);
      faults.push(...(await axe(page, colorScheme)).map((fault) => `${at}: ${fault}`));
    }
  }
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

/** By night only colours differ from by day. */
async function axe(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  await prepare(page);
  const only = scheme === 'dark' ? `runOnly: ['color-contrast', 'link-in-text-block'],` : '';
  return await page.evaluate<string[]>(
    `axe.run(document, { ${only} resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ' at ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`,
  );
}

/** Presses Tab until it has come round. @returns what it did not reach, what it does not show, and what only a mouse can press */
export async function tabThrough(page: Page): Promise<string[]> {
  await prepare(page);
  await page.evaluate('kaitongWalk.begin()');
  for (let pressed = 0; !(await page.evaluate('kaitongWalk.isRound()')); pressed += TABS_AT_ONCE) {
    if (pressed > MOST_TABS) return ['Tab never comes round'];
    for (let n = 0; n < TABS_AT_ONCE; n++) await page.keyboard.press('Tab');
  }
  return await page.evaluate<string[]>('kaitongWalk.faults()');
}

type Button = { n: number; kind: string };

/** Presses each button of a page by the keyboard and looks at the dialogues that open. */
export async function openDialogs(page: Page, name: string, reopen: () => Promise<void>): Promise<string[]> {
  const faults: string[] = [];
  await prepare(page);
  const buttons = await page.evaluate<Button[]>('kaitongWalk.buttons()');
  const known = JSON.stringify(buttons.map(({ kind }) => kind));
  for (const { n, kind } of buttons) {
    await prepare(page);
    if (JSON.stringify((await page.evaluate<Button[]>('kaitongWalk.buttons()')).map((one) => one.kind)) !== known) {
      await reopen();
      await prepare(page);
      await page.evaluate('kaitongWalk.buttons()');
    }
    await page.evaluate(`kaitongWalk.focusOn(${n})`);
    if (!(await page.evaluate(`kaitongWalk.isOn(${n})`))) continue;
    await page.keyboard.press('Enter');
    if (!(await comesTrue(page, 'globalThis.kaitongWalk?.dialog()', 400))) continue;
    const at = `${name} › ${kind}`;
    await comesTrue(page, `!document.querySelector('${WAITING}')`, 3_000);
    await page.evaluate(TWO_FRAMES);
    faults.push(...(await tabThrough(page)).map((fault) => `${at}: ${fault}`));
    faults.push(...(await lookAround(page, at)));
    await page.keyboard.press('Escape');
    if (!(await comesTrue(page, '!kaitongWalk.dialog()', 3_000))) faults.push(`${at}: Escape does not close it`);
    await page.evaluate(TWO_FRAMES);
    if (!(await page.evaluate(`kaitongWalk.isOn(${n})`)))
      faults.push(`${at}: the focus went to ${await page.evaluate('kaitongWalk.focused()')}`);
  }
  return faults;
}
