import { type Region, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { noticeNewLife } from '../../store/database-life.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { claimAllAnew } from '../claims/claim-all-anew.ts';
import type { ControlContext } from '../context.ts';
import { deliveryKind } from './delivery-names.ts';
import { hurry } from './hurry.ts';
import { openNewRegions } from './new-regions.ts';

const AT_ONCE = 500;

/** At start: a region that was taken out is not waited for; whatever a region does not have yet is delivered, for a region that is new here that is everything. */
export async function catchUpRegions(context: ControlContext): Promise<void> {
  const { db, regions } = context;
  const names = [...regions.keys()];
  await noticeNewLife<ControlTables>(db, (trx) => claimAllAnew(context, trx));
  await sql`DELETE FROM publication WHERE region <> ALL (${names})`.execute(db);
  await sql`DELETE FROM licence_delivery WHERE region <> ALL (${names})`.execute(db);
  await openNewRegions(context);
  for (const region of names) await catchUp(context, region);
}

/** Everything that a region has not confirmed is delivered. */
export async function catchUp({ db }: Pick<ControlContext, 'db'>, region: Region): Promise<void> {
  await sql`
    INSERT INTO publication (pid, region) SELECT pid, ${region} FROM product ON CONFLICT DO NOTHING`.execute(db);
  await sql`
    INSERT INTO licence_delivery (batch, region) SELECT DISTINCT batch, ${region} FROM licence
    ON CONFLICT DO NOTHING`.execute(db);
  const { rows } = await sql<{ subject: string }>`
    SELECT subject FROM (
      SELECT 'product ' || publication.pid AS subject FROM publication JOIN product USING (pid)
      WHERE publication.region = ${region} AND confirmed_version < version
      UNION ALL
      SELECT 'licences ' || batch FROM licence_delivery WHERE region = ${region} AND delivered_at IS NULL) missing
    WHERE NOT EXISTS (SELECT FROM deadline d WHERE d.kind = ${deliveryKind(region)} AND d.subject = missing.subject)`.execute(
    db,
  );
  await hurry(db, region);
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    await db.transaction().execute(async (trx) => {
      for (const { subject } of rows.slice(first, first + AT_ONCE)) {
        await setDeadline(trx, deliveryKind(region), subject, seconds(0));
      }
    });
  }
}
