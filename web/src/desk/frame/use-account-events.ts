import { AccountEvent, accountEventsOf, accountEventsPath, accountEventsWithDevices } from '@kaitong/contract';
import { notifyManager, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { followEvents } from '../../api/follow-events.ts';
import { readAgain } from '../../api/read-again.ts';
import { sessionQuery, useSession } from '../session/session.ts';

/** How the keys of what is to be read again begin, for each kind of news that these pages show. */
export type Concerned = Partial<Record<Exclude<AccountEvent['type'], 'everything.changed'>, readonly QueryKey[]>>;

/** Keeps what the pages show up to date while somebody is signed in. */
export function useAccountEvents(concerned: Concerned): void {
  const client = useQueryClient();
  const path = useShowsDevices(concerned) ? accountEventsWithDevices : accountEventsPath;
  const { user, account } = useSession();
  const whose = accountEventsOf({ userId: user.id, accountId: account.id });
  useEffect(() => {
    return followEvents(path, {
      whose,
      event: AccountEvent,
      onEvent({ type }) {
        const keys = type === 'everything.changed' ? Object.values(concerned).flat() : (concerned[type] ?? []);
        for (const key of keys) void readAgain(client, key);
      },
      onLine() {},
      onRefused: () => void readAgain(client, sessionQuery().queryKey),
      onlyVisible: true,
    });
  }, [client, path, whose, concerned]);
}

/** Regions tell of devices only while a page shows any. One stream tells of everything: a browser opens only six to a server. */
function useShowsDevices(concerned: Concerned): boolean {
  const cache = useQueryClient().getQueryCache();
  const keys = concerned['devices.changed'] ?? [];
  return useSyncExternalStore(
    // A part that renders may begin a query, and nobody else is rendered meanwhile.
    (changed) => cache.subscribe(notifyManager.batchCalls(changed)),
    () => keys.some((queryKey) => cache.findAll({ queryKey, type: 'active' }).length > 0),
  );
}
