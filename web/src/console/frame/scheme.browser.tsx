import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { dark, light } from '../../ui/tokens.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const ground = () => getComputedStyle(document.documentElement).getPropertyValue('--kt-ground').trim();

async function choose(scheme: keyof typeof en.frame.schemes): Promise<void> {
  await page.getByRole('button', { name: /^Appearance: / }).click();
  await page.getByRole('menuitem', { name: en.frame.schemes[scheme] }).click();
}

/** As a tab beside this one does it. */
function chooseElsewhere(scheme: string): void {
  localStorage.setItem('kaitong.scheme', scheme);
  window.dispatchEvent(new StorageEvent('storage', { key: 'kaitong.scheme' }));
}

afterEach(() => chooseElsewhere('system'));

test('on a light machine the dark is chosen, kept for the next visit, and given up again', async () => {
  await openConsole('/keys');
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(ground()).toBe(light.ground);
  await choose('dark');
  await expect.poll(ground).toBe(dark.ground);
  expect(localStorage.getItem('kaitong.scheme')).toBe('dark');
  await choose('system');
  await expect.poll(ground).toBe(light.ground);
});

test('what is chosen in one tab holds in the others', async () => {
  await openConsole('/keys');
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
  chooseElsewhere('dark');
  await expect.poll(ground).toBe(dark.ground);
  await expect.element(page.getByRole('button', { name: /^Appearance: Dark/ })).toBeVisible();
});

test('on a phone it is chosen in the menu', async () => {
  await page.viewport(390, 844);
  await openConsole('/keys');
  await page.getByRole('button', { name: en.frame.menu, exact: true }).click();
  await choose('dark');
  await expect.poll(ground).toBe(dark.ground);
});
