import type { OwnerDevice } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';

/** A token on the screen, the newest devices that were there before it, and when the last of them was paired. */
export type Offer = { text: string; expiresAt: string; before: ReadonlySet<string>; since: string };

/** More than are paired in one moment. */
const NEWEST = 50;

/** The same token is shown until it is used or has expired, also when the page is left and opened again. */
export const offerQuery = (handOverCode: string | null) =>
  queryOptions({
    queryKey: ['pairing-offer', handOverCode],
    queryFn: async (): Promise<Offer> => {
      const { items } = await api.listDevices({ query: { limit: NEWEST } });
      const token = await api.createPairingToken(handOverCode === null ? {} : { body: { handOverCode } });
      const before = new Set(items.map(({ deviceId }) => deviceId));
      return { ...token, before, since: items[0]?.pairedAt ?? '' };
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/**
 * The device that paired with an offer: the newest that was not there before. The list is asked rather than the event
 * `pairing.finished`, which a phone in a pocket may have missed.
 */
export function findPaired(offer: Offer, devices: readonly OwnerDevice[]): OwnerDevice | undefined {
  return (
    devices
      // An older one comes into view when one of those before it is removed.
      .filter(({ deviceId, pairedAt }) => pairedAt >= offer.since && !offer.before.has(deviceId))
      .reduce<OwnerDevice | undefined>(
        (newest, one) => (newest === undefined || one.pairedAt > newest.pairedAt ? one : newest),
        undefined,
      )
  );
}
