import { app } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const offers = sample(app.listOffers.reply);
const { deviceId } = sample(app.getDevice.reply);

test('once it is over, renewing stands before writing to somebody', async () => {
  const cloudStorage = { plans: [], olderFirmware: false, state: 'expired' as const, until: new Date().toISOString() };
  await openApp(`/devices/${deviceId}/cloud-storage`, {
    getDevice: () => ({ ...sample(app.getDevice.reply, 0, { items: 0 }), sharedBy: null, cloudStorage }),
    getSubscription: () => ({ ...sample(app.getSubscription.reply), state: 'expired', renewal: null }),
    listOffers: () => ({ ...offers, onSale: true }),
    listContactRequests: () => ({ items: [], next: null }),
  });
  const renew = page.getByRole('heading', { name: en.cloud.renew });
  await expect.element(renew).toBeVisible();
  await expect.element(page.getByText(en.cloud.expired)).toBeVisible();
  const message = page.getByLabelText(en.cloud.requestLabel);
  await expect.element(message).toBeVisible();
  const order = renew.element().compareDocumentPosition(message.element());
  expect(order & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});
