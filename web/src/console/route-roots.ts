import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { codeOf } from '../api/code-of.ts';
import { BareMissing } from '../desk/frame/MissingPage.tsx';
import { BareError } from '../desk/frame/PageError.tsx';
import { Root } from '../desk/frame/Root.tsx';
import { leaveFor } from '../desk/leave-for.ts';
import { sessionQuery } from '../desk/session/session.ts';
import { isOperator } from '../desk/session/session-kind.ts';
import { ConsoleFrame } from './frame/ConsoleFrame.tsx';

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: BareMissing,
  errorComponent: BareError,
});

/** Everything that stands behind the sign-in. Those who run the platform have pages of their own. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await context.queryClient.ensureQueryData(sessionQuery());
      if (isOperator(session)) throw leaveFor(location.pathname === '/security' ? '/operator/security' : '/operator');
    } catch (error) {
      if (codeOf(error) !== 'not_signed_in') throw error;
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } });
    }
  },
  component: ConsoleFrame,
  errorComponent: BareError,
});
