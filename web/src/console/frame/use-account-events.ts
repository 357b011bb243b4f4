import { AccountEvent, accountEventsPath } from '@kaitong/contract';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followEvents } from '../../api/follow-events.ts';
import { MONEY } from '../operator/money-queries.ts';
import { queries } from '../queries.ts';

/** How the keys of what is to be read again begin. */
const CONCERNED: Record<Exclude<AccountEvent['type'], 'everything.changed'>, QueryKey[]> = {
  'applications.changed': [['applications'], ['application']],
  'products.changed': [['products'], ['product']],
  'testers.changed': [['testers']],
  'sales.changed': [['service-items'], ['service-item'], ['plans'], ['coupons']],
  'billing.changed': [['billing'], ['statements'], [MONEY]],
  'requests.changed': [['requests'], ['operator', 'requests']],
};

/** Keeps what the pages show up to date while somebody is signed in. */
export function useAccountEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const readAgain = (queryKey: QueryKey): void => void client.invalidateQueries({ queryKey });
    return followEvents(accountEventsPath, {
      event: AccountEvent,
      onEvent({ type }) {
        const keys = type === 'everything.changed' ? Object.values(CONCERNED).flat() : CONCERNED[type];
        for (const key of keys) readAgain(key);
      },
      onLine() {},
      onRefused: () => readAgain(queries.session().queryKey),
    });
  }, [client]);
}
