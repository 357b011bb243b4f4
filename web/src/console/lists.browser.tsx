import { maker } from '@kaitong/contract';
import { describe, test } from 'vitest';
import { checkFailing, checkFilling, type ListPage } from '../testing/lists.ts';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';

const SERVICE = '/my/services/video-cloud-storage';
const LISTS: ListPage<typeof maker>[] = [
  { address: `${SERVICE}?tab=applications`, read: 'listApplications', empty: en.manage.emptyText },
  { address: `${SERVICE}?tab=items`, read: 'listServiceItems', empty: en.manage.itemsEmptyText },
  { address: '/my/orders', read: 'listServiceOrders', empty: en.orders.empty },
  { address: '/billing?tab=orders', read: 'listMakerOrders', empty: en.billing.order.empty },
  { address: '/billing?tab=statements', read: 'listStatements', empty: en.statement.empty, row: 'main section header' },
  { address: '/contracts', read: 'listContracts', empty: en.contracts.empty },
  { address: '/coupons', read: 'listCoupons', empty: en.coupons.empty },
  { address: '/prepaid', read: 'listPrepaidRequests', empty: en.prepaid.empty },
  { address: '/products', read: 'listProducts', empty: en.products.empty },
  { address: '/products/u3l4pfwkoa0twmgg', read: 'listLicences', empty: en.licences.empty },
  { address: '/devices', read: 'listDevices', empty: en.devices.empty },
  { address: '/testers', read: 'listTesters', empty: en.testers.empty },
  { address: '/keys', read: 'listApiKeys', empty: en.keys.empty },
  { address: '/team', read: 'listInvitations', empty: en.team.noInvitations },
  { address: '/team', read: 'listAuthorisations', empty: en.team.noAuthorisations },
];

describe.each(LISTS)('$read at $address', (list) => {
  test('is waited for, shown whole, and read on', () => checkFilling(maker, openConsole, list, en.common));
  test('tells an outage, is asked for again, and says what is missing', () =>
    checkFailing(maker, openConsole, list, en.common));
});
