import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute } from '@tanstack/react-router';
import { codeOf } from '../api/code-of.ts';
import { BareMissing } from '../desk/frame/MissingPage.tsx';
import { BareError, PageError } from '../desk/frame/PageError.tsx';
import { Personal } from '../desk/frame/Personal.tsx';
import { Root } from '../desk/frame/Root.tsx';
import { leaveFor } from '../desk/leave-for.ts';
import { sessionQuery } from '../desk/session/session.ts';
import { signInAddress } from '../desk/session/sign-in-address.ts';
import { OperatorFrame } from './frame/OperatorFrame.tsx';

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: BareMissing,
  errorComponent: BareError,
});

/** Everything here stands behind the sign-in, which is the console's. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery());
    } catch (error) {
      if (codeOf(error) !== 'not_signed_in') throw error;
      throw leaveFor(signInAddress(location.publicHref));
    }
  },
  component: OperatorFrame,
  errorComponent: BareError,
});

/** Pages with the side menu beside them. */
export const personal = createRoute({
  getParentRoute: () => signedIn,
  id: 'personal',
  component: Personal,
  errorComponent: PageError,
});
