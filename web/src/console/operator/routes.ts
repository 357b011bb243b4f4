import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { moneyRoutes } from './money-routes.ts';
import { operatorRoute } from './operator-route.ts';
import { salesRoutes } from './sales-routes.ts';

const regions = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/regions',
  component: lazyRouteComponent(() => import('./RegionsPage.tsx'), 'RegionsPage'),
});

export const operatorRoutes = operatorRoute.addChildren([regions, ...salesRoutes, ...moneyRoutes]);
