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
  renewal: {
    switch: 'Renew by itself',
    consent:
      'From the second {{period}} on {{price}} is charged a day before the end, to the same means of payment. You are told 7 days before each charge, and of a higher price first; nothing higher is charged untold. End it at any time with one tap.',
    month: 'month',
    year: 'year',
    title: 'Auto-renewal',
    next: 'Next charge',
    price: 'Price',
    refused: 'The last charge was refused; it is tried again.',
    end: 'End auto-renewal',
    ending: 'Ending…',
    note: 'What is paid for stays. Taking an order back or removing the camera ends it, too.',
    charging: 'Charged by auto-renewal',
    chargingText: 'The payment provider was asked. Nothing is renewed before it is paid.',
    begins: 'Begins with this order',
    order: 'Auto-renewal',
    charged: 'Ordered by it',
  },
  notice: {
    ends: 'Ends',
    charged: 'On',
    price: 'Price',
    before: 'Before',
    renewal_due: 'The cloud storage of “{{name}}” will renew by itself',
    renewal_dueText: 'It is charged on the day below. Until then auto-renewal can be ended with one tap.',
    renewal_price: 'Renewing “{{name}}” will cost more',
    renewal_priceText:
      'The new price is charged on the day below and not before. If you do not want that, end auto-renewal.',
    renewal_paid: '“{{name}}” was renewed',
    renewal_paidText: 'The charge by auto-renewal succeeded. Its receipt stands with the order.',
    renewal_refused: 'The charge for renewing “{{name}}” was refused',
    renewal_refusedText:
      'It is tried some more times within days. Nothing is recorded after the end until a charge succeeds. You can pay by hand, too.',
    renewal_ended: 'Auto-renewal of “{{name}}” has ended',
    renewal_endedText:
      'Charges were refused, the order was cancelled, the account is suspended, or the plan is sold no more. Nothing more is charged, and what is paid for stays.',
    renewal_returned: 'A charge for “{{name}}” is on its way back',
    renewal_returnedText: 'More was charged than auto-renewal was due. All of it goes back the way it came.',
    toRenewal: 'To cloud storage',
  },
  receipt: { open: 'Show the receipt', text: 'To print or keep; it is no tax invoice' },
};
