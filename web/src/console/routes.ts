import {
  ApplicationFilter,
  AUDIT_ACTIONS,
  invitationPage,
  Month,
  SaleState,
  SERVICE_CATEGORIES,
} from '@kaitong/contract';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { MissingPage } from '../desk/frame/MissingPage.tsx';
import { Personal } from '../desk/frame/Personal.tsx';
import { leaveFor } from '../desk/leave-for.ts';
import { typedText } from '../desk/typed-text.ts';
import { laterPages } from '../i18n/later-pages.ts';
import { isOwnPath } from '../ui/own-path.ts';
import { root, signedIn } from './route-roots.ts';
import { fetchLaterTexts } from './texts/index.ts';

const laterPage = laterPages(fetchLaterTexts);

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: z.object({ next: z.string().max(500).refine(isOwnPath).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./session/SignInPage.tsx'), 'SignInPage'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(() => import('./session/RegisterPage.tsx'), 'RegisterPage'),
});

const privacy = createRoute({
  getParentRoute: () => root,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./privacy/PrivacyPage.tsx'), 'PrivacyPage'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: z.object({ token: z.coerce.string().max(200).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./session/SetUpPage.tsx'), 'SetUpPage'),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/forgotten',
  component: lazyRouteComponent(() => import('./session/ForgottenPage.tsx'), 'ForgottenPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./session/ResetPage.tsx'), 'ResetPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: invitationPage,
  component: laterPage(() => import('./team/InvitationPage.tsx'), 'InvitationPage'),
});

const enter = createRoute({
  getParentRoute: () => root,
  path: '/enter',
  component: lazyRouteComponent(() => import('./session/EnterPage.tsx'), 'EnterPage'),
});

/** Another page of this site, where a sign-in may go on to. */
const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator/$',
  beforeLoad: ({ location }) => {
    throw leaveFor(location.publicHref);
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/market', search: {}, replace: true });
  },
});

/** Around every page but those before the sign-in, so that nothing jumps sideways from one to the next. */
const personal = createRoute({ getParentRoute: () => signedIn, id: 'personal', component: Personal });

const market = createRoute({
  getParentRoute: () => personal,
  path: '/market',
  validateSearch: z.object({ category: z.enum(SERVICE_CATEGORIES).optional().catch(undefined) }),
  component: laterPage(() => import('./market/MarketPage.tsx'), 'MarketPage'),
});

const service = createRoute({
  getParentRoute: () => personal,
  path: '/services/video-cloud-storage',
  component: laterPage(() => import('./market/ServicePage.tsx'), 'ServicePage'),
});

const apply = createRoute({
  getParentRoute: () => personal,
  path: '/services/video-cloud-storage/apply',
  component: laterPage(() => import('./market/ApplyPage.tsx'), 'ApplyPage'),
});

const manage = createRoute({
  getParentRoute: () => personal,
  path: '/my/services/video-cloud-storage',
  validateSearch: z.object({
    tab: z.enum(['items', 'applications']).optional().catch(undefined),
    state: ApplicationFilter.optional().catch(undefined),
    search: typedText,
    planId: typedText,
    sale: SaleState.optional().catch(undefined),
  }),
  component: laterPage(() => import('./services/ManagePage.tsx'), 'ManagePage'),
});

const item = createRoute({
  getParentRoute: () => personal,
  path: '/my/services/video-cloud-storage/items/$pid',
  component: laterPage(() => import('./items/ItemPage.tsx'), 'ItemPage'),
});

const add = createRoute({
  getParentRoute: () => personal,
  path: '/my/services/video-cloud-storage/add',
  validateSearch: z.object({ application: typedText, device: typedText }),
  component: laterPage(() => import('./wizard/WizardPage.tsx'), 'WizardPage'),
});

const application = createRoute({
  getParentRoute: () => personal,
  path: '/applications/$id',
  component: laterPage(() => import('./application/ApplicationPage.tsx'), 'ApplicationPage'),
});

const conformance = createRoute({
  getParentRoute: () => personal,
  path: '/conformance/$id',
  component: laterPage(() => import('./conformance/ConformancePage.tsx'), 'ConformancePage'),
});

const soak = createRoute({
  getParentRoute: () => personal,
  path: '/soaks/$id',
  component: laterPage(() => import('./soak/SoakPage.tsx'), 'SoakPage'),
});

const check = createRoute({
  getParentRoute: () => personal,
  path: '/checks/$code',
  component: laterPage(() => import('./checks/CheckPage.tsx'), 'CheckPage'),
});

const terminal = createRoute({
  getParentRoute: () => personal,
  path: '/terminal',
  validateSearch: z.object({ code: typedText }),
  component: laterPage(() => import('./terminal/TerminalPage.tsx'), 'TerminalPage'),
});

const myServices = createRoute({
  getParentRoute: () => personal,
  path: '/my/services',
  component: laterPage(() => import('./services/MyServicesPage.tsx'), 'MyServicesPage'),
});

const myOrders = createRoute({
  getParentRoute: () => personal,
  path: '/my/orders',
  component: laterPage(() => import('./services/MyOrdersPage.tsx'), 'MyOrdersPage'),
});

const billing = createRoute({
  getParentRoute: () => personal,
  path: '/billing',
  validateSearch: z.object({
    tab: z.enum(['overview', 'orders', 'statements']).optional().catch(undefined),
    months: z.literal([6, 12, 24, 36]).optional().catch(undefined),
    month: Month.optional().catch(undefined),
    pid: typedText,
  }),
  component: laterPage(() => import('./billing/BillingPage.tsx'), 'BillingPage'),
});

const contracts = createRoute({
  getParentRoute: () => personal,
  path: '/contracts',
  component: laterPage(() => import('./contracts/ContractsPage.tsx'), 'ContractsPage'),
});

const payoutChannel = createRoute({
  getParentRoute: () => personal,
  path: '/payout-channel',
  component: laterPage(() => import('./payout/PayoutPage.tsx'), 'PayoutPage'),
});

const coupons = createRoute({
  getParentRoute: () => personal,
  path: '/coupons',
  validateSearch: z.object({ search: typedText }),
  component: laterPage(() => import('./coupons/CouponsPage.tsx'), 'CouponsPage'),
});

const prepaid = createRoute({
  getParentRoute: () => personal,
  path: '/prepaid',
  component: laterPage(() => import('./prepaid/PrepaidPage.tsx'), 'PrepaidPage'),
});

const products = createRoute({
  getParentRoute: () => personal,
  path: '/products',
  validateSearch: z.object({ search: typedText }),
  component: laterPage(() => import('./products/ProductsPage.tsx'), 'ProductsPage'),
});

const product = createRoute({
  getParentRoute: () => personal,
  path: '/products/$pid',
  component: laterPage(() => import('./products/ProductPage.tsx'), 'ProductPage'),
});

const productFirmware = createRoute({
  getParentRoute: () => personal,
  path: '/products/$pid/firmware',
  component: laterPage(() => import('./firmware/FirmwarePage.tsx'), 'FirmwarePage'),
});

const devices = createRoute({
  getParentRoute: () => personal,
  path: '/devices',
  validateSearch: z.object({ pid: typedText, search: typedText }),
  component: laterPage(() => import('./devices/DevicesPage.tsx'), 'DevicesPage'),
});

const device = createRoute({
  getParentRoute: () => personal,
  path: '/devices/$deviceId',
  validateSearch: z.object({ search: typedText, only: z.literal('refusals').optional().catch(undefined) }),
  component: laterPage(() => import('./devices/DevicePage.tsx'), 'DevicePage'),
});

const testers = createRoute({
  getParentRoute: () => personal,
  path: '/testers',
  component: laterPage(() => import('./testers/TestersPage.tsx'), 'TestersPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => personal,
  path: '/keys',
  component: laterPage(() => import('./keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
});

const notices = createRoute({
  getParentRoute: () => personal,
  path: '/notices',
  component: laterPage(() => import('./notices/NoticesPage.tsx'), 'NoticesPage'),
});

const webhooks = createRoute({
  getParentRoute: () => personal,
  path: '/webhooks',
  component: laterPage(() => import('./webhooks/WebhooksPage.tsx'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute: () => personal,
  path: '/webhooks/$id',
  component: laterPage(() => import('./webhooks/WebhookPage.tsx'), 'WebhookPage'),
});

const team = createRoute({
  getParentRoute: () => personal,
  path: '/team',
  component: laterPage(() => import('./team/TeamPage.tsx'), 'TeamPage'),
});

const company = createRoute({
  getParentRoute: () => personal,
  path: '/company',
  component: laterPage(() => import('./company/CompanyPage.tsx'), 'CompanyPage'),
});

const audit = createRoute({
  getParentRoute: () => personal,
  path: '/audit',
  validateSearch: z.object({ action: z.enum(AUDIT_ACTIONS).optional().catch(undefined), search: typedText }),
  component: laterPage(() => import('./audit/AuditPage.tsx'), 'AuditPage'),
});

const security = createRoute({
  getParentRoute: () => personal,
  path: '/security',
  component: laterPage(() => import('../desk/session/SecurityPage.tsx'), 'SecurityPage'),
});

/** In the frame, so that whoever mistyped sees where else to go. */
const missing = createRoute({ getParentRoute: () => personal, path: '$', component: MissingPage });

export const routeTree = root.addChildren([
  signIn,
  register,
  privacy,
  setUp,
  forgotten,
  reset,
  enter,
  invitation,
  operator,
  signedIn.addChildren([
    home,
    personal.addChildren([
      market,
      service,
      apply,
      manage,
      item,
      add,
      application,
      conformance,
      soak,
      check,
      terminal,
      myServices,
      myOrders,
      billing,
      contracts,
      payoutChannel,
      coupons,
      prepaid,
      products,
      product,
      productFirmware,
      devices,
      device,
      testers,
      apiKeys,
      notices,
      webhooks,
      webhook,
      team,
      company,
      security,
      audit,
      missing,
    ]),
  ]),
]);
