import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { moneyRoutes } from './money-routes.ts';
import { personal, root, signedIn } from './route-roots.ts';
import { salesRoutes } from './sales-routes.ts';

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/regions', replace: true });
  },
});

const regions = createRoute({
  getParentRoute: () => personal,
  path: '/regions',
  component: lazyRouteComponent(() => import('./regions/RegionsPage.tsx'), 'RegionsPage'),
});

const security = createRoute({
  getParentRoute: () => personal,
  path: '/security',
  component: lazyRouteComponent(() => import('../desk/session/SecurityPage.tsx'), 'SecurityPage'),
});

export const routeTree = root.addChildren([
  signedIn.addChildren([home, personal.addChildren([regions, security, ...salesRoutes, ...moneyRoutes])]),
]);
