import { ProblemError, problems } from '@kaitong/contract';
import { createRoute } from '@tanstack/react-router';
import { PageError } from '../frame/PageError.tsx';
import { Personal } from '../frame/Personal.tsx';
import { queries } from '../queries.ts';
import { signedIn } from '../route-roots.ts';
import { isOperator } from './session-kind.ts';

/** Around the pages of those who run the platform. A maker who types such an address is told what the server would say. */
export const operatorRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/operator',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(queries.session());
    if (isOperator(session)) return;
    const { status } = problems.not_allowed;
    throw new ProblemError({ type: 'about:blank', title: 'Not allowed', status, code: 'not_allowed', params: {} });
  },
  component: Personal,
  errorComponent: PageError,
});
