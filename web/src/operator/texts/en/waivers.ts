import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { waivers as zhCN } from '../zh-CN/waivers.ts';

export const waivers: SameTexts<typeof zhCN> = {
  operatorWaivers: {
    open: 'Waivers',
    dialog: 'Waivers of “{{name}}”',
    noVerdict: 'A waiver changes no verdict: what failed has failed, and neither releases nor sales look at it.',
    everybody: 'The reason is public: whoever sees the certificate’s page or a package reads it.',
    ends: 'The maker is told before it ends, and when it has. 180 days at most.',
    nothing:
      'There is nothing to waive: the certificate warns of nothing, and the newest extended test found nothing, or all of it is waived already.',
    what: 'What to waive',
    reason: 'Reason (public)',
    days: 'Days (1 to {{most}})',
    give: 'Waive',
    given: 'Waived',
    withdraw: 'End now',
    withdrawn: 'The waiver has ended, and its maker is told',
    states: { in_force: 'Waived until', ended: 'Ended', withdrawn: 'Ended early' },
  },
};
