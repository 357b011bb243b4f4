import { createBrowserHistory, createRouter, type RouterHistory } from '@tanstack/react-router';
import { createQueries } from '../desk/calls/create-queries.ts';
import { PageError } from '../desk/frame/PageError.tsx';
import { sessionQuery } from '../desk/session/session.ts';
import { signInAddress } from '../desk/session/sign-in-address.ts';
import { routeTree } from './routes.ts';

/** The pages of those who run the platform, and what they have read. @param history the browser's own, unless a test has another */
export function createPages(history: RouterHistory = createBrowserHistory()) {
  const queryClient = createQueries(() => {
    if (!queryClient.getQueryData(sessionQuery().queryKey)) return;
    location.assign(signInAddress(router.state.location.publicHref));
  });
  const router = createRouter({
    routeTree,
    history,
    basepath: '/operator',
    context: { queryClient },
    defaultErrorComponent: PageError,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
  return { queryClient, router };
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>['router'];
  }
}
