import { maker } from '@kaitong/contract';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { leaves } from '../../i18n/testing/leaves.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { zhCN } from './zh-CN.ts';

const network = vi.hoisted(() => Promise.withResolvers<void>());
vi.mock('./en/later.ts', async (original) => {
  await network.promise;
  return original();
});

/** What a text that is not there looks like; each that was ever on the page, be it for one frame. */
function watchForKeys(): string[] {
  const keys = new Set(leaves(zhCN).map(([key]) => key));
  const seen: string[] = [];
  new MutationObserver(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode())
      if (keys.has(node.textContent ?? '')) seen.push(node.textContent ?? '');
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
  return seen;
}

test('a page that is opened before its texts have come waits for them, and so does another language', async () => {
  const seen = watchForKeys();
  const { router } = await openConsole('/coupons', { listCoupons: () => sample(maker.listCoupons.reply) });
  // All that the page is made of is there, and time to paint it.
  await import('../coupons/CouponsPage.tsx');
  for (let frames = 0; frames < 10; frames++) await new Promise(requestAnimationFrame);
  network.resolve();
  const { en } = await import('./en.ts');
  await expect.element(page.getByRole('heading', { level: 1, name: en.coupons.title })).toBeVisible();
  await expect.element(page.getByText(en.coupons.text)).toBeVisible();
  await page.getByRole('button', { name: /English/ }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect.element(page.getByText(zhCN.coupons.text)).toBeVisible();
  await router.navigate({ to: '/team' });
  await expect.element(page.getByText(zhCN.team.lead)).toBeVisible();
  expect(seen).toEqual([]);
});
