import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import type { ControlContext } from '../context.ts';
import { licencePlace } from '../regions/compose-licences.ts';

export const rewrapLicences = ({ db, secrets }: Pick<ControlContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('licence').select(['uuid', 'auth_key as wrapped']), {
    column: 'auth_key',
    placeOf: ({ uuid }) => licencePlace(uuid),
    store: (row, anew) =>
      db
        .updateTable('licence')
        .set({ auth_key: anew })
        .where('uuid', '=', row.uuid)
        .where('auth_key', '=', row.wrapped),
  });
