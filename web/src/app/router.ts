import { createBrowserHistory, createRouter, type RouterHistory } from '@tanstack/react-router';
import { PageError } from './frame/PageError.tsx';
import { place } from './place.ts';
import { createQueries, queries } from './queries.ts';
import { routeTree } from './routes.ts';

/** The app's pages and what they have read. @param history the browser's own, unless a test has another */
export function createPages(history: RouterHistory = createBrowserHistory()) {
  const queryClient = createQueries(() => {
    if (!queryClient.getQueryData(queries.owner().queryKey)) return;
    // Pages read the owner: they go first, then what they read.
    void router
      .navigate({ to: '/sign-in', search: { next: router.state.location.href } })
      .then(() => queryClient.clear());
  });
  const router = createRouter({
    routeTree,
    history,
    basepath: place.pages,
    context: { queryClient },
    defaultErrorComponent: PageError,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
  return { queryClient, router };
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>['router'];
  }
}
