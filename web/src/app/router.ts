import { createBrowserHistory, createRouter, type RouterHistory } from '@tanstack/react-router';
import { PageError } from './frame/PageError.tsx';
import { takeOwnReceipt } from './leaving/own-receipt.ts';
import { place } from './place.ts';
import { createQueries, forgetOwner, queries } from './queries.ts';
import { routeTree } from './routes.ts';

/** The app's pages and what they have read. @param history the browser's own, unless a test has another */
export function createPages(history: RouterHistory = createBrowserHistory()) {
  let isLeaving = false;
  const queryClient = createQueries(() => {
    if (isLeaving || !queryClient.getQueryData(queries.owner().queryKey)) return;
    isLeaving = true;
    void leave().finally(() => {
      isLeaving = false;
    });
  });
  const leave = async (): Promise<void> => {
    const next = router.state.location.href;
    const token = await takeOwnReceipt();
    // Pages read the owner: they go first, then what they read.
    if (token === undefined) await router.navigate({ to: '/sign-in', search: { next } });
    else await router.navigate({ to: '/deleted', hash: `token=${token}`, replace: true });
    forgetOwner(queryClient);
  };
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
