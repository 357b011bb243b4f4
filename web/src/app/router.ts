import { createRouter } from '@tanstack/react-router';
import { PageError } from './frame/PageError.tsx';
import { place } from './place.ts';
import { createQueries, queries } from './queries.ts';
import { routeTree } from './routes.ts';

export const queryClient = createQueries(() => {
  if (!queryClient.getQueryData(queries.owner().queryKey)) return;
  // Pages read the owner: they go first, then what they read.
  void router
    .navigate({ to: '/sign-in', search: { next: router.state.location.href } })
    .then(() => queryClient.clear());
});

export const router = createRouter({
  routeTree,
  basepath: place.pages,
  context: { queryClient },
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
