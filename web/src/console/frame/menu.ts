import type { TextKey } from '../../i18n/catalogue.ts';
import type { OperatorTarget } from '../operator/menu.ts';
import type { zhCN } from '../texts/zh-CN.ts';

type Entry = { to: MenuTarget | OperatorTarget; text: TextKey<typeof zhCN> };
type MenuTarget =
  | '/my/services'
  | '/my/orders'
  | '/billing'
  | '/contracts'
  | '/payout-channel'
  | '/coupons'
  | '/prepaid'
  | '/products'
  | '/devices'
  | '/testers'
  | '/keys'
  | '/password';

export type Menu = readonly { title: TextKey<typeof zhCN>; entries: readonly Entry[] }[];

/** The side menu's groups; the drawer of narrow screens shows the same. */
export const menu: Menu = [
  {
    title: 'frame.personal',
    entries: [
      { to: '/my/services', text: 'frame.myServices' },
      { to: '/my/orders', text: 'frame.myOrders' },
      { to: '/password', text: 'frame.password' },
    ],
  },
  {
    title: 'frame.related',
    entries: [
      { to: '/billing', text: 'billing.title' },
      { to: '/contracts', text: 'contracts.title' },
      { to: '/payout-channel', text: 'payout.title' },
      { to: '/coupons', text: 'coupons.title' },
      { to: '/prepaid', text: 'prepaid.title' },
    ],
  },
  {
    title: 'frame.assets',
    entries: [
      { to: '/products', text: 'frame.products' },
      { to: '/devices', text: 'frame.devices' },
      { to: '/testers', text: 'frame.testers' },
      { to: '/keys', text: 'frame.apiKeys' },
    ],
  },
];
