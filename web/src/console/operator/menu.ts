import type { TextKey } from '../../i18n/catalogue.ts';
import type { zhCN } from '../texts/zh-CN.ts';

type Entry = { to: OperatorTarget; text: TextKey<typeof zhCN> };
export type OperatorTarget =
  | '/operator/regions'
  | '/operator/products'
  | '/operator/plans'
  | '/operator/services'
  | '/operator/agreements'
  | '/operator/requests'
  | '/operator/contact'
  | '/operator/makers'
  | '/operator/owners'
  | '/operator/orders'
  | '/operator/statements'
  | '/operator/collections'
  | '/operator/ledger'
  | '/password';

/** The side menu of those who run the platform. */
export const operatorMenu: readonly { title: TextKey<typeof zhCN>; entries: readonly Entry[] }[] = [
  {
    title: 'operator.menu.platform',
    entries: [{ to: '/operator/regions', text: 'operator.regions.title' }],
  },
  {
    title: 'operatorSales.menu',
    entries: [
      { to: '/operator/products', text: 'operatorProducts.title' },
      { to: '/operator/plans', text: 'operatorPlans.title' },
      { to: '/operator/services', text: 'operatorServices.title' },
      { to: '/operator/agreements', text: 'operatorAgreements.title' },
      { to: '/operator/requests', text: 'operatorRequests.title' },
      { to: '/operator/contact', text: 'operatorContact.title' },
    ],
  },
  {
    title: 'operatorMoney.menu',
    entries: [
      { to: '/operator/makers', text: 'makers.title' },
      { to: '/operator/owners', text: 'owners.title' },
      { to: '/operator/orders', text: 'soldOrders.title' },
      { to: '/operator/statements', text: 'settlements.title' },
      { to: '/operator/collections', text: 'collections.title' },
      { to: '/operator/ledger', text: 'ledger.title' },
    ],
  },
  {
    title: 'frame.personal',
    entries: [{ to: '/password', text: 'frame.password' }],
  },
];
