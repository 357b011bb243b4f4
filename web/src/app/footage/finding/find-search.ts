import { type Day, isDay } from '../day/days.ts';
import { type FootageSearch, readFootageSearch } from '../footage-search.ts';

/** What somebody looks for: of which camera and kind, on which days, and whether only among favourites or what is kept. */
export type FindSearch = Pick<FootageSearch, 'type'> & {
  device?: string;
  from?: Day;
  to?: Day;
  favourites?: true;
  kept?: true;
};

/** Reads an address as people may have changed it: what makes no sense is left out. */
export function readFindSearch({ device, type, from, to, favourites, kept }: Record<string, unknown>): FindSearch {
  const days = Object.entries({ from, to }).filter(([, day]) => typeof day === 'string' && isDay(day));
  return {
    ...readDevice({ device }),
    ...readFootageSearch({ type }),
    ...Object.fromEntries(days),
    ...(favourites === true ? { favourites } : {}),
    ...(kept === true ? { kept } : {}),
  };
}

/** Of which camera a page shows something; the server says whether there is such a one. */
export const readDevice = ({ device }: { device?: unknown }): { device?: string } =>
  typeof device === 'string' ? { device } : {};
