import { AccountId, Currency, Month, Region } from '@kaitong/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { typedText } from '../desk/typed-text.ts';
import { personal } from './route-roots.ts';

const accountId = AccountId.optional().catch(undefined);
const month = Month.optional().catch(undefined);
/** A phone number looks like a number, and the address is parsed as JSON. */
const typedSearch = z.coerce.string().max(80).optional().catch(undefined);

const makers = createRoute({
  getParentRoute: () => personal,
  path: '/makers',
  validateSearch: z.object({ search: typedSearch, due: z.literal(true).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./makers/MakersPage.tsx'), 'MakersPage'),
});

const owners = createRoute({
  getParentRoute: () => personal,
  path: '/owners',
  validateSearch: z.object({ search: typedSearch }),
  component: lazyRouteComponent(() => import('./owners/OwnersPage.tsx'), 'OwnersPage'),
});

const orders = createRoute({
  getParentRoute: () => personal,
  path: '/orders',
  validateSearch: z.object({ search: typedSearch, region: Region.optional().catch(undefined), accountId, month }),
  component: lazyRouteComponent(() => import('./orders/OrdersPage.tsx'), 'OrdersPage'),
});

const statements = createRoute({
  getParentRoute: () => personal,
  path: '/statements',
  validateSearch: z.object({
    tab: z.enum(['due', 'statements', 'payouts']).optional().catch(undefined),
    search: typedSearch,
    accountId,
    month,
  }),
  component: lazyRouteComponent(() => import('./statements/StatementsPage.tsx'), 'StatementsPage'),
});

const collections = createRoute({
  getParentRoute: () => personal,
  path: '/collections',
  component: lazyRouteComponent(() => import('./collections/CollectionsPage.tsx'), 'CollectionsPage'),
});

const ledger = createRoute({
  getParentRoute: () => personal,
  path: '/ledger',
  validateSearch: z.object({
    tab: z.enum(['entries', 'balances']).optional().catch(undefined),
    account: typedText,
    currency: Currency.optional().catch(undefined),
    search: typedSearch,
  }),
  component: lazyRouteComponent(() => import('./ledger/LedgerPage.tsx'), 'LedgerPage'),
});

export const moneyRoutes = [makers, owners, orders, statements, collections, ledger];
