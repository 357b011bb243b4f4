import { addUp, type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import type { ControlContext } from '../context.ts';
import { secretPlace } from './signature.ts';

type Context = Pick<ControlContext, 'db' | 'secrets'>;

export const rewrapWebhooks = async (context: Context): Promise<Rewrapped> =>
  addUp([await rewrap(context, 'secret'), await rewrap(context, 'previous_secret')]);

const rewrap = ({ db, secrets }: Context, column: 'secret' | 'previous_secret'): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('webhook').select(['id', `${column} as wrapped`]), {
    column,
    placeOf: ({ id }) => secretPlace(id),
    store: (row, anew) =>
      db
        .updateTable('webhook')
        .set({ [column]: anew })
        .where('id', '=', row.id)
        .where(column, '=', row.wrapped),
  });
