import { AccountEvent, accountEventsPath, accountEventsWithDevices } from '@kaitong/contract';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { followEvents } from '../../api/follow-events.ts';
import { MONEY } from '../operator/money-queries.ts';
import { queries } from '../queries.ts';

const DEVICES: QueryKey = ['devices'];
/** How the keys of what is to be read again begin. */
const CONCERNED: Record<Exclude<AccountEvent['type'], 'everything.changed'>, QueryKey[]> = {
  'applications.changed': [['applications'], ['application']],
  'products.changed': [['products'], ['product']],
  'devices.changed': [DEVICES],
  'testers.changed': [['testers'], DEVICES],
  'sales.changed': [['service-items'], ['service-item'], ['plans'], ['coupons']],
  'billing.changed': [['billing'], ['statements'], [MONEY]],
  'requests.changed': [['requests'], ['operator', 'requests']],
};

/** Keeps what the pages show up to date while somebody is signed in. */
export function useAccountEvents(): void {
  const client = useQueryClient();
  const path = useShowsDevices() ? accountEventsWithDevices : accountEventsPath;
  useEffect(() => {
    const readAgain = (queryKey: QueryKey): void => void client.invalidateQueries({ queryKey });
    return followEvents(path, {
      event: AccountEvent,
      onEvent({ type }) {
        const keys = type === 'everything.changed' ? Object.values(CONCERNED).flat() : CONCERNED[type];
        for (const key of keys) readAgain(key);
      },
      onLine() {},
      onRefused: () => readAgain(queries.session().queryKey),
    });
  }, [client, path]);
}

/** Regions tell of devices only while a page shows any. One stream tells of everything: a browser opens only six to a server. */
function useShowsDevices(): boolean {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => cache.findAll({ queryKey: DEVICES, type: 'active' }).length > 0,
  );
}
