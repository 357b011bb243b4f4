import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const home = sample(maker.getProductHome.reply);
const product = { ...home.product, role: 'owner' as const };
const authority = { ...sample(maker.addDeviceAuthority.reply), subject: 'CN=Maker root', fingerprint: 'f'.repeat(64) };

test('a maker registers a CA as he pastes it, and removes it again after he was told what that means', async () => {
  let items: (typeof authority)[] = [];
  const pasted: string[] = [];
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product }),
    listLicences: () => ({ items: [], next: null }),
    listDeviceAuthorities: () => ({ items }),
    addDeviceAuthority: ({ body }) => {
      pasted.push(body.certificate);
      items = [authority];
      return authority;
    },
    removeDeviceAuthority: () => {
      items = [];
      return {};
    },
  });
  const texts = en.deviceAuthorities;
  await expect.element(page.getByText(texts.empty)).toBeVisible();
  await page.getByRole('button', { name: texts.add }).click();
  await page.getByRole('textbox').last().fill('-----BEGIN CERTIFICATE-----');
  await page.getByRole('dialog').getByRole('button', { name: texts.add }).click();
  await expect.element(page.getByText(authority.subject)).toBeVisible();
  expect(pasted).toEqual(['-----BEGIN CERTIFICATE-----']);
  await page.getByRole('button', { name: texts.remove }).click();
  await expect.element(page.getByText(texts.removeText)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: texts.remove }).click();
  await expect.element(page.getByText(texts.empty)).toBeVisible();
});
