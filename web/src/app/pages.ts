import { lazyRouteComponent } from '@tanstack/react-router';

/** Pages that the first one does not need. */
export const pages = {
  add: lazyRouteComponent(() => import('./pairing/AddPage.tsx'), 'AddPage'),
  device: lazyRouteComponent(() => import('./device/DevicePage.tsx'), 'DevicePage'),
  cloud: lazyRouteComponent(() => import('./cloud/CloudStoragePage.tsx'), 'CloudStoragePage'),
  checkout: lazyRouteComponent(() => import('./orders/CheckoutPage.tsx'), 'CheckoutPage'),
  orders: lazyRouteComponent(() => import('./orders/OrdersPage.tsx'), 'OrdersPage'),
  order: lazyRouteComponent(() => import('./orders/OrderPage.tsx'), 'OrderPage'),
  footage: lazyRouteComponent(() => import('./footage/FootagePage.tsx'), 'FootagePage'),
  push: lazyRouteComponent(() => import('./push/PushPage.tsx'), 'PushPage'),
  shares: lazyRouteComponent(() => import('./footage/sharing/SharesPage.tsx'), 'SharesPage'),
  notices: lazyRouteComponent(() => import('./notices/NoticesPage.tsx'), 'NoticesPage'),
  me: lazyRouteComponent(() => import('./me/MePage.tsx'), 'MePage'),
  security: lazyRouteComponent(() => import('./me/SecurityPage.tsx'), 'SecurityPage'),
  privacy: lazyRouteComponent(() => import('./leaving/PrivacyPage.tsx'), 'PrivacyPage'),
  testers: lazyRouteComponent(() => import('./me/TesterPage.tsx'), 'TesterPage'),
};

/** Fetches them while nothing else goes on: the next page is there at once, and without a network too. */
export function fetchPagesLater(): () => void {
  const timer = setTimeout(() => {
    for (const page of Object.values(pages)) void page.preload?.()?.catch(() => {});
  }, QUIET_AFTER_MS);
  return () => clearTimeout(timer);
}

const QUIET_AFTER_MS = 2_000;
