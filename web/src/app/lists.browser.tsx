import { app } from '@kaitong/contract';
import { describe, test } from 'vitest';
import { checkFailing, checkFilling, type ListPage } from '../testing/lists.ts';
import { en as footage } from './footage/texts/en.ts';
import { openApp } from './testing/open.tsx';
import { en } from './texts/en.ts';

const row = '#root li, main li';
const LISTS: ListPage<typeof app>[] = [
  { address: '/', read: 'listDevices', empty: en.devices.empty, row },
  { address: '/notices', read: 'listNotices', empty: en.notices.empty, row },
  { address: '/orders', read: 'listOrders', empty: en.orders.empty, row },
  { address: '/me/shares', read: 'listShares', empty: footage.sharesEmpty, row },
];

describe.each(LISTS)('$read at $address', (list) => {
  test('is waited for, shown whole, and read on', () => checkFilling(app, openApp, list, en.common));
  test('tells an outage, is asked for again, and says what is missing', () =>
    checkFailing(app, openApp, list, en.common));
});
