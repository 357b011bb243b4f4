import type { DeviceId } from '@kaitong/contract';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { addDays, beginOf } from '../day/days.ts';
import type { FindSearch } from './find-search.ts';

const first = undefined as string | undefined; // an annotation would be narrowed to `undefined`

/** What somebody looks for, of all cameras, page by page. Whatever changes of footage concerns it too. */
export const foundEvents = (search: FindSearch) =>
  infiniteQueryOptions({
    queryKey: ['footage', 'found', search],
    queryFn: ({ pageParam }) => {
      return api.listNewestEvents({
        query: {
          ...askedOf(search),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
      });
    },
    initialPageParam: first,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** What the server is asked: days are the viewer's own, the last one whole. */
export const askedOf = ({ device, type, from, to, favourites, kept }: FindSearch) => ({
  ...(device === undefined ? {} : { deviceId: device as DeviceId }),
  ...(type === undefined ? {} : { type }),
  ...(from === undefined ? {} : { from: beginOf(from).toISOString() }),
  ...(to === undefined ? {} : { to: beginOf(addDays(to, 1)).toISOString() }),
  ...(favourites ? { favourite: 'true' } : {}),
  ...(kept ? { kept: 'true' } : {}),
});
