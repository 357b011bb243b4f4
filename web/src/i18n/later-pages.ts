import { lazyRouteComponent } from '@tanstack/react-router';

/** Pages that the first one does not need, each fetched beside what it says. */
export const laterPages =
  (fetchTexts: () => Promise<void>): typeof lazyRouteComponent =>
  (load, name) =>
    lazyRouteComponent(async () => {
      const [page] = await Promise.all([load(), fetchTexts()]);
      return page;
    }, name);
