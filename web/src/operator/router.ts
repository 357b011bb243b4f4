import { createRouter } from '@tanstack/react-router';
import { createQueries } from '../desk/calls/create-queries.ts';
import { PageError } from '../desk/frame/PageError.tsx';
import { sessionQuery } from '../desk/session/session.ts';
import { signInAddress } from '../desk/session/sign-in-address.ts';
import { routeTree } from './routes.ts';

export const queryClient = createQueries(() => {
  if (!queryClient.getQueryData(sessionQuery().queryKey)) return;
  location.assign(signInAddress(router.state.location.publicHref));
});

export const router = createRouter({
  routeTree,
  basepath: '/operator',
  context: { queryClient },
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
