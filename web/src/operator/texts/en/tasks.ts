import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { tasks as zhCN } from '../zh-CN/tasks.ts';

export const tasks: SameTexts<typeof zhCN> = {
  tasks: {
    title: 'To do',
    text: 'What needs a hand. Each disappears once it is done.',
    none: 'Nothing to do',
    noneText: 'No refund, request or share waits, and every region is well.',
    more: '{{n}} more',
    regions: 'Regions',
    toRegions: 'State of the regions',
    lagging: '{{n}} changes not delivered yet',
    since: 'since',
    left: '{{free}} left',
    refunds: 'Refunds that the provider refused',
    toOrders: 'All orders',
    refundAgain: 'Refund again',
    requests: 'Requests nobody has answered',
    toRequests: 'All requests',
    answer: 'Answer',
    due: 'Shares to be paid',
    toDue: 'All that is due',
    notPayable: 'The maker has not said where to',
    pay: 'Record a payout',
  },
};
