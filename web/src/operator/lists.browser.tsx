import { operator } from '@kaitong/contract';
import { describe, test } from 'vitest';
import { checkFailing, checkFilling, type ListPage } from '../testing/lists.ts';
import { openOperator } from './testing/open.tsx';
import { en } from './texts/en.ts';

const LISTS: ListPage<typeof operator>[] = [
  { address: '/products', read: 'listActivatedProducts', empty: en.operatorProducts.empty },
  { address: '/plans', read: 'listOperatorPlans', empty: en.operatorPlans.empty },
  { address: '/services', read: 'listServiceCatalogue', empty: en.common.noData },
  { address: '/agreements', read: 'listAgreementVersions', empty: en.operatorAgreements.empty },
  { address: '/requests', read: 'listContactRequestsForOperator', empty: en.operatorRequests.empty },
  { address: '/makers', read: 'listMakers', empty: en.makers.empty },
  { address: '/owners?search=lin', read: 'listOwners', empty: en.owners.empty },
  { address: '/orders', read: 'listOrdersForOperator', empty: en.soldOrders.empty },
  { address: '/statements?tab=due', read: 'listMakers', empty: en.settlements.noneDue },
  {
    address: '/statements?tab=statements',
    read: 'listStatementsForOperator',
    empty: en.settlements.noStatements,
    row: 'main section header',
  },
  { address: '/statements?tab=payouts', read: 'listLedger', empty: en.settlements.noPayouts },
  { address: '/collections', read: 'listLedger', empty: en.collections.empty },
  { address: '/ledger?tab=entries', read: 'listLedger', empty: en.ledger.empty, row: 'main section h2' },
];

describe.each(LISTS)('$read at $address', (list) => {
  test('is waited for, shown whole, and read on', () => checkFilling(operator, openOperator, list, en.common));
  test('tells an outage, is asked for again, and says what is missing', () =>
    checkFailing(operator, openOperator, list, en.common));
});
