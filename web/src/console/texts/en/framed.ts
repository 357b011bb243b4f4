import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { framed as zhCN } from '../zh-CN/framed.ts';

export const framed: SameTexts<typeof zhCN> = {
  team: {
    title: 'Team and roles',
  },
  company: {
    title: 'Company',
  },
  billing: {
    title: 'Billing overview',
  },
  contracts: {
    title: 'Contracts',
  },
  payout: {
    title: 'Payout channel',
  },
  coupons: {
    title: 'Coupons',
  },
  prepaid: {
    title: 'Prepaid',
  },
  webhooks: {
    title: 'Webhooks',
  },
  notices: {
    unread: 'Notices, {{n}} unread',
    none: 'Notices',
  },
  find: {
    title: 'Find',
  },
  products: {
    roles: {
      owner: 'Owner',
      administrator: 'Administrator',
      developer: 'Developer',
      commerce: 'Commerce',
      viewer: 'Viewer',
    },
  },
  space: { current: 'Account: {{account}}', switched: 'You are in the other account now' },
};
