import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { authKeyPlace } from './auth-key-place.ts';

export const rewrapAuthKeys = ({ db, secrets }: Pick<RegionContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('licence').select(['uuid', 'wrapped_auth_key as wrapped']), {
    column: 'wrapped_auth_key',
    placeOf: ({ uuid }) => authKeyPlace(uuid),
    store: (row, anew) =>
      db
        .updateTable('licence')
        .set({ wrapped_auth_key: anew })
        .where('uuid', '=', row.uuid)
        .where('wrapped_auth_key', '=', row.wrapped),
  });
