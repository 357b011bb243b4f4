import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { waivers as zhCN } from '../zh-CN/waivers.ts';

export const waivers: SameTexts<typeof zhCN> = {
  waivers: {
    title: 'Waivers',
    about:
      'What the operator waived for some time. The flaw is still there and no verdict changes; the certificate’s page and packages say so, and you are told before and when it ends.',
    states: { in_force: 'Waived until', ended: 'Ended', withdrawn: 'Ended early' },
  },
};
