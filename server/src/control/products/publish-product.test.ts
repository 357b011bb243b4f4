// A delivery holds its row of `publication` while it waits for the application; whoever publishes holds the application.
import { products } from '@kaitong/contract';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { startControl } from '../../http/testing/control.ts';
import { publishProduct } from './publish-product.ts';

test('publishing anew does not wait for a delivery that is under way', async () => {
  await using control = await startControl();
  const maker = await control.maker('maker');
  const { pid } = await maker.client(products).createProduct({ body: { name: 'SC002' } });
  const { context } = control;
  const { version } = await context.db.transaction().execute((trx) => publishProduct(context, trx, pid));
  const behind = context.db
    .selectFrom('publication')
    .select('region')
    .where('confirmed_version', 'is distinct from', version);
  await vi.waitFor(async () => expect(await behind.execute()).toEqual([]), { timeout: 30_000 }); // no delivery is under way but the one below
  await context.db.transaction().execute(async (delivery) => {
    await delivery.updateTable('publication').set({ tries: 1 }).where('pid', '=', pid).execute();
    const published = context.db.transaction().execute(async (trx) => {
      await sql`SET LOCAL lock_timeout = '1s'`.execute(trx); // what waits at all would wait for the delivery's end
      return await publishProduct(context, trx, pid);
    });
    expect(await published).toMatchObject({ version: version + 1 });
  });
});
