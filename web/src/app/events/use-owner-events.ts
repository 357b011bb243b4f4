import { type DeviceId, OwnerEvent } from '@kaitong/contract';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followEvents } from '../../api/follow-events.ts';
import { readAgain } from '../../api/read-again.ts';
import { eventsUrl } from '../api.ts';
import { setPairingRefused } from '../pairing/pairing-refused.ts';
import { queries } from '../queries.ts';

/** A stream that ends and begins again within this time is no news to a reader. */
const WORTH_TELLING_MS = 4_000;

type OwnerNews = {
  connected: boolean;
  news: boolean;
  seeNotices: () => void;
  grown: { deviceId: DeviceId } | undefined;
};

/** The first part of the keys of what is to be read again. */
const CONCERNED: Record<Exclude<OwnerEvent['type'], 'notices.changed'>, string[]> = {
  // Every stream begins with it: whatever happened before may have been missed.
  'devices.changed': [
    'devices',
    'subscriptions',
    'offers',
    'orders',
    'order',
    'requests',
    'footage',
    'tester-links',
    'household',
    'downloads',
  ],
  'pairing.finished': ['devices'],
  'pairing.refused': [],
  'orders.changed': ['orders', 'order', 'subscriptions', 'offers'],
  'subscription.changed': ['devices', 'subscriptions', 'offers', 'orders', 'order'],
  'footage.changed': ['footage'],
  'downloads.changed': ['downloads'],
  'requests.changed': ['requests'],
  'testers.changed': ['tester-links'],
  'household.changed': ['devices', 'footage', 'household'],
};

/**
 * Keeps what the pages show up to date while somebody is signed in.
 *
 * @returns whether the line to the server is there, whether notices came since `seeNotices`, and which camera's footage
 * grew last
 */
export function useOwnerEvents(): OwnerNews {
  const client = useQueryClient();
  const { id: whose } = useSuspenseQuery(queries.owner()).data;
  const [connected, setConnected] = useState(true);
  const [news, setNews] = useState(false);
  const [grown, setGrown] = useState<{ deviceId: DeviceId }>();
  useEffect(() => {
    let telling: ReturnType<typeof setTimeout> | undefined;
    const stop = followEvents(eventsUrl, {
      whose,
      event: OwnerEvent,
      onEvent({ type, deviceId, problem }) {
        if (problem) setPairingRefused(client, problem.code);
        if (type === 'notices.changed') {
          setNews(true);
          void readAgain(client, queries.notices().queryKey);
        } else for (const name of CONCERNED[type]) void readAgain(client, [name]);
        if (type === 'footage.changed' && deviceId !== null) setGrown({ deviceId });
      },
      onLine(there) {
        clearTimeout(telling);
        if (there) setConnected(true);
        else telling = setTimeout(() => setConnected(false), WORTH_TELLING_MS);
      },
      onRefused: () => void readAgain(client, queries.owner().queryKey),
    });
    return () => {
      clearTimeout(telling);
      stop();
    };
  }, [client, whose]);
  return { connected, news, seeNotices: () => setNews(false), grown };
}
