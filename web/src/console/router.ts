import { createRouter } from '@tanstack/react-router';
import { createQueries } from '../desk/calls/create-queries.ts';
import { PageError } from '../desk/frame/PageError.tsx';
import { sessionQuery } from '../desk/session/session.ts';
import { routeTree } from './routes.ts';

export const queryClient = createQueries(() => {
  if (!queryClient.getQueryData(sessionQuery().queryKey)) return;
  // Pages read the session: they go first, then what they read.
  void router
    .navigate({ to: '/sign-in', search: { next: router.state.location.href } })
    .then(() => queryClient.clear());
});

export const router = createRouter({
  routeTree,
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
