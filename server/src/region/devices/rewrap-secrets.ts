import { AT_ONCE, type Rewrapped, rewrapRows } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { deviceSecretPlace } from './places.ts';

export const rewrapDeviceSecrets = ({ db, secrets }: Pick<RegionContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapRows(secrets, {
    list: (isBehind, skip) =>
      db
        .selectFrom('device')
        .select(['device_id', 'wrapped_secret as wrapped'])
        .where(isBehind('wrapped_secret'))
        .orderBy('device_id')
        .offset(skip)
        .limit(AT_ONCE)
        .execute(),
    placeOf: ({ device_id }) => deviceSecretPlace(device_id),
    store: (row, anew) =>
      db
        .updateTable('device')
        .set({ wrapped_secret: anew })
        .where('device_id', '=', row.device_id)
        .where('wrapped_secret', '=', row.wrapped)
        .execute(),
  });
