import { whenQuiet } from '../api/when-quiet.ts';
import { laterPages } from '../i18n/later-pages.ts';
import { fetchLaterTexts } from './texts/index.ts';

/** A page that the first one does not need, and what it says. */
export const laterPage = laterPages(fetchLaterTexts);

/** Pages that the first one does not need. */
export const pages = {
  add: laterPage(() => import('./pairing/AddPage.tsx'), 'AddPage'),
  device: laterPage(() => import('./device/DevicePage.tsx'), 'DevicePage'),
  cloud: laterPage(() => import('./cloud/CloudStoragePage.tsx'), 'CloudStoragePage'),
  checkout: laterPage(() => import('./orders/CheckoutPage.tsx'), 'CheckoutPage'),
  orders: laterPage(() => import('./orders/OrdersPage.tsx'), 'OrdersPage'),
  order: laterPage(() => import('./orders/OrderPage.tsx'), 'OrderPage'),
  footage: laterPage(() => import('./footage/FootagePage.tsx'), 'FootagePage'),
  addPush: laterPage(() => import('./push/AddPushPage.tsx'), 'AddPushPage'),
  push: laterPage(() => import('./push/PushPage.tsx'), 'PushPage'),
  alarms: laterPage(() => import('./alarms/AlarmsPage.tsx'), 'AlarmsPage'),
  shares: laterPage(() => import('./footage/sharing/SharesPage.tsx'), 'SharesPage'),
  find: laterPage(() => import('./footage/finding/FindPage.tsx'), 'FindPage'),
  exporting: laterPage(() => import('./footage/exporting/ExportPage.tsx'), 'ExportPage'),
  storage: laterPage(() => import('./footage/storage/StoragePage.tsx'), 'StoragePage'),
  notices: laterPage(() => import('./notices/NoticesPage.tsx'), 'NoticesPage'),
  me: laterPage(() => import('./me/MePage.tsx'), 'MePage'),
  security: laterPage(() => import('./me/SecurityPage.tsx'), 'SecurityPage'),
  privacy: laterPage(() => import('./leaving/PrivacyPage.tsx'), 'PrivacyPage'),
  household: laterPage(() => import('./household/HouseholdPage.tsx'), 'HouseholdPage'),
  testers: laterPage(() => import('./me/TesterPage.tsx'), 'TesterPage'),
};

/** Fetches them while nothing else goes on: the next page is there at once, and without a network too. */
export function fetchPagesLater(go: (path: string) => void): () => void {
  return whenQuiet(() => {
    for (const page of Object.values(pages)) void page.preload?.()?.catch(() => {});
    void import('./alarms/start-worker.ts').then(({ startWorker }) => startWorker(go)).catch(() => {});
  }, QUIET);
}

const QUIET = { quietMs: 2_000, latestMs: 10_000 };
