import type { DeviceId } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { changeItem } from './change-item.ts';
import { findConformanceOf } from './lock-conformance.ts';
import { observe } from './observe.ts';

const ITEM = 'cloned-secret';

/** A connection of the device was replaced by another one with its secret. */
export async function hearLineTaken({ db }: Pick<RegionContext, 'db'>, deviceId: DeviceId): Promise<void> {
  const id = await findConformanceOf(db, deviceId);
  if (id === undefined) return;
  await db.transaction().execute((trx) =>
    changeItem(trx, { id, item: ITEM }, (test) => {
      const count = (test.stage.takings ?? 0) + 1;
      test.stage.takings = count;
      observe(test, 'line.taken', { count });
    }),
  );
}
