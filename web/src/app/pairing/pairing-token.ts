import type { OwnerDevice } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';

/** A token on the screen, and the devices that were there before it. */
export type Offer = { text: string; expiresAt: string; before: ReadonlySet<string> };

/** The same token is shown until it is used or has expired, also when the page is left and opened again. */
export const offerQuery = (handOverCode: string | null) =>
  queryOptions({
    queryKey: ['pairing-offer', handOverCode],
    queryFn: async (): Promise<Offer> => {
      const { items } = await api.listDevices({});
      const token = await api.createPairingToken(handOverCode === null ? {} : { body: { handOverCode } });
      return { ...token, before: new Set(items.map(({ deviceId }) => deviceId)) };
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
  return devices
    .filter(({ deviceId }) => !offer.before.has(deviceId))
    .reduce<OwnerDevice | undefined>(
      (newest, one) => (newest === undefined || one.pairedAt > newest.pairedAt ? one : newest),
      undefined,
    );
}
