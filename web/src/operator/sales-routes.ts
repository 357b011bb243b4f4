import { ContactState, ContactTopic, PlanKind, SaleState } from '@kaitong/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { typedText } from '../desk/typed-text.ts';
import { PLAN_STATES } from './plans/plan-state.ts';
import { personal } from './route-roots.ts';

const products = createRoute({
  getParentRoute: () => personal,
  path: '/products',
  validateSearch: z.object({ search: typedText, sale: SaleState.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./products/ProductsPage.tsx'), 'ProductsPage'),
});

const plans = createRoute({
  getParentRoute: () => personal,
  path: '/plans',
  validateSearch: z.object({
    kind: PlanKind.optional().catch(undefined),
    state: z.enum(PLAN_STATES).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./plans/PlansPage.tsx'), 'PlansPage'),
});

const services = createRoute({
  getParentRoute: () => personal,
  path: '/services',
  component: lazyRouteComponent(() => import('./services/ServicesPage.tsx'), 'ServicesPage'),
});

const agreements = createRoute({
  getParentRoute: () => personal,
  path: '/agreements',
  component: lazyRouteComponent(() => import('./agreements/AgreementsPage.tsx'), 'AgreementsPage'),
});

const newAgreement = createRoute({
  getParentRoute: () => personal,
  path: '/agreements/new',
  // A version may look like a number, and the address is parsed as JSON.
  validateSearch: z.object({ from: z.coerce.string().max(20).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./agreements/NewDraftPage.tsx'), 'NewDraftPage'),
});

const agreement = createRoute({
  getParentRoute: () => personal,
  path: '/agreements/versions/$version',
  component: lazyRouteComponent(() => import('./agreements/AgreementPage.tsx'), 'AgreementPage'),
});

const editAgreement = createRoute({
  getParentRoute: () => personal,
  path: '/agreements/versions/$version/edit',
  component: lazyRouteComponent(() => import('./agreements/EditDraftPage.tsx'), 'EditDraftPage'),
});

const requests = createRoute({
  getParentRoute: () => personal,
  path: '/requests',
  validateSearch: z.object({
    state: ContactState.optional().catch(undefined),
    topic: ContactTopic.optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./requests/RequestsPage.tsx'), 'RequestsPage'),
});

const contact = createRoute({
  getParentRoute: () => personal,
  path: '/contact',
  component: lazyRouteComponent(() => import('./contact/ContactPage.tsx'), 'ContactPage'),
});

export const salesRoutes = [
  products,
  plans,
  services,
  agreements,
  newAgreement,
  agreement,
  editAgreement,
  requests,
  contact,
] as const;
