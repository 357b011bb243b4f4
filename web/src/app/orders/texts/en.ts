import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { zhCN } from './zh-CN.ts';

export const en: SameTexts<typeof zhCN> = {
  refund: {
    title: 'What comes back',
    listPrice: 'List price',
    coupon: 'Coupon {{code}} (not paid out)',
    paid: 'Paid',
    used: 'Days begun: {{used}} of {{days}}',
    before: 'Given back before',
    amount: 'Comes back',
    why: {
      not_begun: 'It has not begun, so all of it comes back.',
      unused_days: 'For {{unused}} days that have not begun. A day that has begun counts as used.',
      used_up: 'No whole day is left, so nothing comes back.',
      given_back: 'All of it was given back.',
      too_little: 'The {{unused}} days left are worth less than the smallest coin, so nothing comes back.',
      nothing_paid: 'A coupon took everything off, so there is nothing to give back.',
      owed: 'The payment provider has not given it back yet; the money stays yours.',
    },
    trial: 'After the refund this camera cannot have the trial again.',
    ofOrder: '{{order}}: {{amount}} comes back',
  },
  change: {
    use: 'Change to it',
    text: 'Once paid it takes over at once; the plan in force ends, and its days not begun are paid back the way they came. Plans that follow stay.',
    credit: 'Given back of the plan in force: {{unused}} days',
    credited: 'Given back of the order before',
  },
  notice: { ends: 'Ends' },
  receipt: { open: 'Show the receipt', text: 'To print or keep; it is no tax invoice' },
};
