import { AT_ONCE, type Rewrapped, rewrapRows } from '../../secrets/rewrap-rows.ts';
import type { ControlContext } from '../context.ts';
import { licencePlace } from '../regions/compose-licences.ts';

export const rewrapLicences = ({ db, secrets }: Pick<ControlContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapRows(secrets, {
    list: (isBehind, skip) =>
      db
        .selectFrom('licence')
        .select(['uuid', 'auth_key as wrapped'])
        .where(isBehind('auth_key'))
        .orderBy('uuid')
        .offset(skip)
        .limit(AT_ONCE)
        .execute(),
    placeOf: ({ uuid }) => licencePlace(uuid),
    store: (row, anew) =>
      db
        .updateTable('licence')
        .set({ auth_key: anew })
        .where('uuid', '=', row.uuid)
        .where('auth_key', '=', row.wrapped)
        .execute(),
  });
