import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { deviceSecretPlace } from './places.ts';

export const rewrapDeviceSecrets = ({ db, secrets }: Pick<RegionContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('device').select(['device_id', 'wrapped_secret as wrapped']), {
    column: 'wrapped_secret',
    placeOf: ({ device_id }) => deviceSecretPlace(device_id),
    store: (row, anew) =>
      db
        .updateTable('device')
        .set({ wrapped_secret: anew })
        .where('device_id', '=', row.device_id)
        .where('wrapped_secret', '=', row.wrapped),
  });
