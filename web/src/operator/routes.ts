import { AUDIT_ACTIONS } from '@kaitong/contract';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { MissingPage } from '../desk/frame/MissingPage.tsx';
import { typedText } from '../desk/typed-text.ts';
import { moneyRoutes } from './money-routes.ts';
import { personal, root, signedIn } from './route-roots.ts';
import { salesRoutes } from './sales-routes.ts';

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tasks', replace: true });
  },
});

const tasks = createRoute({
  getParentRoute: () => personal,
  path: '/tasks',
  component: lazyRouteComponent(() => import('./tasks/TasksPage.tsx'), 'TasksPage'),
});

const regions = createRoute({
  getParentRoute: () => personal,
  path: '/regions',
  component: lazyRouteComponent(() => import('./regions/RegionsPage.tsx'), 'RegionsPage'),
});

const audit = createRoute({
  getParentRoute: () => personal,
  path: '/audit',
  validateSearch: z.object({ action: z.enum(AUDIT_ACTIONS).optional().catch(undefined), search: typedText }),
  component: lazyRouteComponent(() => import('./audit/AuditPage.tsx'), 'AuditPage'),
});

const security = createRoute({
  getParentRoute: () => personal,
  path: '/security',
  component: lazyRouteComponent(() => import('../desk/session/SecurityPage.tsx'), 'SecurityPage'),
});

/** In the frame, so that whoever mistyped sees where else to go. */
const missing = createRoute({ getParentRoute: () => personal, path: '$', component: MissingPage });

export const routeTree = root.addChildren([
  signedIn.addChildren([
    home,
    personal.addChildren([missing, tasks, regions, audit, security, ...salesRoutes, ...moneyRoutes]),
  ]),
]);
