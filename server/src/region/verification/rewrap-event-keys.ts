import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { eventKeyPlace } from '../uploads/event-keys.ts';

export const rewrapRunEvents = ({ db, secrets }: Pick<RegionContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('event').select(['id', 'wrapped_key as wrapped']), {
    column: 'wrapped_key',
    placeOf: ({ id }) => eventKeyPlace(id),
    store: (row, anew) =>
      db
        .updateTable('event')
        .set({ wrapped_key: anew })
        .where('id', '=', row.id)
        .where('wrapped_key', '=', row.wrapped),
  });
