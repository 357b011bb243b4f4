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

const password = createRoute({
  getParentRoute: () => personal,
  path: '/password',
  component: lazyRouteComponent(() => import('../desk/session/PasswordPage.tsx'), 'PasswordPage'),
});

export const routeTree = root.addChildren([
  signedIn.addChildren([home, personal.addChildren([regions, password, ...salesRoutes, ...moneyRoutes])]),
]);
