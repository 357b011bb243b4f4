import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { assets as zhCN } from '../zh-CN/assets.ts';

export const assets: SameTexts<typeof zhCN> = {
  products: {
    owner: 'Owner’s account',
    title: 'Products',
    create: 'Create product',
    name: 'Product name',
    nameHint: 'End users see it. At most 80 characters.',
    demonstration: 'Demonstration',
    demonstrationHint:
      'Browsers may be its cameras too: try everything without hardware. What a browser shows is not sold until firmware of its own has passed.',
    demonstrationGuide: 'How a browser is a camera',
    samples: { browser: 'Browser', bridge: 'Bridge' },
    created: 'Product created, its PID is {{pid}}',
    empty: 'No products yet',
    emptyText: 'Create a product to get a PID, then issue licences for your samples.',
    search: 'Search name or PID',
    role: 'Role',
    stage: 'Stage',
    stages: { debug: 'Debug', released: 'Released' },
    licences: 'Licences',
    unknownCount: 'Unknown',
    activation: 'Cloud storage',
    active: 'Activated',
    inactive: 'Not activated',
    createdAt: 'Created at',
  },
};
