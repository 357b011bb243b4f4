import { AT_ONCE, type Rewrapped, rewrapRows } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { eventKeyPlace } from '../uploads/event-keys.ts';

export const rewrapRunEvents = ({ db, secrets }: Pick<RegionContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapRows(secrets, {
    list: (isBehind, skip) =>
      db
        .selectFrom('event')
        .select(['id', 'wrapped_key as wrapped'])
        .where(isBehind('wrapped_key'))
        .orderBy('id')
        .offset(skip)
        .limit(AT_ONCE)
        .execute(),
    placeOf: ({ id }) => eventKeyPlace(id),
    store: (row, anew) =>
      db
        .updateTable('event')
        .set({ wrapped_key: anew })
        .where('id', '=', row.id)
        .where('wrapped_key', '=', row.wrapped)
        .execute(),
  });
