import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { find as zhCN } from '../zh-CN/find.ts';

export const find: SameTexts<typeof zhCN> = {
  find: {
    label: 'Device id, UUID, PID, order, product or page',
    hint: 'Type how an id begins ({{n}} signs or more), or the name of a product or page.',
    waiting: 'Searching…',
    nothing: 'Nothing found. Ids are matched from their first sign; other accounts’ data is not searched.',
    keys: '↑ ↓ to choose, Enter to open.',
    kinds: {
      product: 'Product',
      device: 'Device',
      licence: 'Licence',
      application: 'Application',
      order: 'Order',
      service_order: 'Service order',
    },
  },
};
