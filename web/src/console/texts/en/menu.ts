import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { menu as zhCN } from '../zh-CN/menu.ts';

export const menu: SameTexts<typeof zhCN> = {
  menu: {
    market: 'Service market',
    related: 'Related',
    assets: 'Products and devices',
    myServices: 'My services',
    myOrders: 'My orders',
    products: 'Products',
    devices: 'Devices',
    testers: 'Testers',
    apiKeys: 'API keys',
    apply: 'Create service order',
    application: 'Application',
  },
};
