import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { codeOf } from '../api/code-of.ts';
import { isOwnPath } from '../ui/own-path.ts';
import { DevicesPage } from './devices/DevicesPage.tsx';
import { readDevice, readFindSearch } from './footage/finding/find-search.ts';
import { readFootageSearch } from './footage/footage-search.ts';
import { Frame } from './frame/Frame.tsx';
import { MissingPage } from './frame/MissingPage.tsx';
import { Starting } from './frame/Starting.tsx';
import { keepInvitation } from './household/kept-invitation.ts';
import { takeOwnReceipt } from './leaving/own-receipt.ts';
import { laterPage, pages } from './pages.ts';
import { queries } from './queries.ts';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: MissingPage,
});

/** Only addresses inside the app: whatever else stands there is left out. */
const readNext = ({ next }: { next?: unknown }): { next?: string } =>
  typeof next === 'string' && isOwnPath(next) ? { next } : {};

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readNext,
  component: laterPage(() => import('./session/SignInPage.tsx'), 'SignInPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: readNext,
  component: laterPage(() => import('./session/SignUpPage.tsx'), 'SignUpPage'),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/forgotten',
  component: laterPage(() => import('./session/ForgottenPage.tsx'), 'ForgottenPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: laterPage(() => import('./session/ResetPage.tsx'), 'ResetPage'),
});

const enter = createRoute({
  getParentRoute: () => root,
  path: '/enter',
  component: laterPage(() => import('./session/EnterPage.tsx'), 'EnterPage'),
});

const privacyBefore = createRoute({
  getParentRoute: () => root,
  path: '/privacy',
  component: laterPage(() => import('./session/PrivacyBeforePage.tsx'), 'PrivacyBeforePage'),
});

const deleted = createRoute({
  getParentRoute: () => root,
  path: '/deleted',
  component: laterPage(() => import('./leaving/DeletedPage.tsx'), 'DeletedPage'),
});

const shared = createRoute({
  getParentRoute: () => root,
  path: '/share/$token',
  component: laterPage(() => import('./share/SharedPage.tsx'), 'SharedPage'),
});

const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  beforeLoad: ({ location: { hash } }) => {
    if (hash === '') return;
    keepInvitation(hash);
    throw redirect({ to: '/join', replace: true });
  },
  component: laterPage(() => import('./household/JoinPage.tsx'), 'JoinPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    // The first page's devices are asked for beside the owner, not after.
    if (location.pathname === '/') void context.queryClient.prefetchInfiniteQuery(queries.devices());
    try {
      await context.queryClient.ensureQueryData(queries.owner());
    } catch (error) {
      if (codeOf(error) !== 'not_signed_in') throw error;
      const token = await takeOwnReceipt();
      if (token !== undefined) throw redirect({ to: '/deleted', hash: `token=${token}` });
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } });
    }
  },
  component: Frame,
  pendingComponent: Starting,
  pendingMs: 200,
});

const devices = createRoute({ getParentRoute: () => signedIn, path: '/', component: DevicesPage });

const add = createRoute({
  getParentRoute: () => signedIn,
  path: '/add',
  component: pages.add,
});

const addPush = createRoute({
  getParentRoute: () => signedIn,
  path: '/add/push',
  component: pages.addPush,
});

const device = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices/$deviceId',
  component: pages.device,
});

const cloud = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices/$deviceId/cloud-storage',
  component: pages.cloud,
});

/** A plan's id or the trial: what else stands there is left out, and the server says what there is. */
const readPurchase = ({ plan }: { plan?: unknown; trial?: unknown }): { plan?: string; trial?: true } =>
  typeof plan === 'string' && plan !== '' ? { plan } : { trial: true };

const checkout = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices/$deviceId/cloud-storage/buy',
  validateSearch: readPurchase,
  component: pages.checkout,
});

const orders = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders',
  validateSearch: readDevice,
  component: pages.orders,
});

const order = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/$orderId',
  component: pages.order,
});

const footage = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices/$deviceId/footage',
  validateSearch: readFootageSearch,
  component: pages.footage,
});

const find = createRoute({
  getParentRoute: () => signedIn,
  path: '/find',
  validateSearch: readFindSearch,
  component: pages.find,
});

const push = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices/$deviceId/push-tokens',
  component: pages.push,
});

const notices = createRoute({
  getParentRoute: () => signedIn,
  path: '/notices',
  component: pages.notices,
});

const me = createRoute({
  getParentRoute: () => signedIn,
  path: '/me',
  component: pages.me,
});

const household = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/household',
  component: pages.household,
});

const shares = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/shares',
  component: pages.shares,
});

const storage = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/storage',
  component: pages.storage,
});

const exporting = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/export',
  validateSearch: readDevice,
  component: pages.exporting,
});

const alarms = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/alarms',
  component: pages.alarms,
});

const testers = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/tester',
  component: pages.testers,
});

const security = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/security',
  component: pages.security,
});

const privacy = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/privacy',
  component: pages.privacy,
});

/** What a camera is made of is large, and fetched by nobody who is none. */
const computer = createRoute({
  getParentRoute: () => signedIn,
  path: '/me/computer',
  component: laterPage(() => import('./computer/ComputerPage.tsx'), 'ComputerPage'),
});

/** In the frame, so that the way on stands around it. */
const missing = createRoute({ getParentRoute: () => signedIn, path: '$', component: MissingPage });

export const routeTree = root.addChildren([
  signIn,
  signUp,
  forgotten,
  reset,
  enter,
  privacyBefore,
  deleted,
  ...[shared, join],
  signedIn.addChildren([
    ...[devices, add, addPush, device, cloud, checkout, orders, order, footage, find, push, notices],
    ...[me, household, alarms, shares, storage, exporting, testers, computer, security, privacy, missing],
  ]),
]);
