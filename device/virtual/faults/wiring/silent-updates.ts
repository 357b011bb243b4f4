import type { RegionPort } from '../../../src/index.ts';

/** Installs what it is offered, and says nothing of it. */
export const reportingNothing =
  (region: RegionPort): RegionPort =>
  (caller) => ({ ...region(caller), reportFirmware: async () => ({}) });

/** Takes it for granted that there is no newer firmware. */
export const askingForNothing =
  (region: RegionPort): RegionPort =>
  (caller) => ({ ...region(caller), getFirmwareOffer: async () => ({ offer: null }) });
