import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { codeOf } from '../api/explain.ts';
import { Frame } from './frame/Frame.tsx';
import { MissingPage } from './frame/MissingPage.tsx';
import { BareError } from './frame/PageError.tsx';
import { Root } from './frame/Root.tsx';
import { queries } from './queries.ts';

/** Addresses are typed by hand and kept in bookmarks: what does not parse is left out, never an error. */
export const typedText = z.string().max(80).optional().catch(undefined);

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: MissingPage,
  errorComponent: BareError,
});

/** Everything that stands behind the sign-in. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(queries.session());
    } catch (error) {
      if (codeOf(error) !== 'not_signed_in') throw error;
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } });
    }
  },
  component: Frame,
  errorComponent: BareError,
});
