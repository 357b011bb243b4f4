import { DeviceId, Pid, type Region } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { type DeadlineHandler, type DeadlineRunner, runDeadlines, setDeadline } from '../../store/deadlines.ts';
import { noteRow } from '../../store/unit-of-work.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { passVersion, publishProduct } from '../products/publish-product.ts';
import type { RegionClient } from './ask-regions.ts';
import { composeLicences } from './compose-licences.ts';
import { composeProduct } from './compose-product.ts';
import { deliverCatalogue } from './deliver-catalogue.ts';
import { deliverClaims } from './deliver-claims.ts';
import { deliverPairingEnd } from './deliver-pairing-end.ts';
import { deliverRequest } from './deliver-request.ts';
import { CATALOGUE, CLAIMS, deliveryKind, licencesSubject, productSubject } from './delivery-names.ts';
import { hurry } from './hurry.ts';
import { waitAfter } from './wait-after.ts';

/**
 * Brings products, licences and the catalogue to the regions: one lane per region, in every process that plays control. What fails is
 * tried again until it succeeds; regions take the same thing twice without harm.
 */
export function runDeliveries(context: ControlContext): DeadlineRunner {
  const runners = [...context.regions].map(([region, client]) =>
    runDeadlines<ControlTables>({
      db: context.db,
      notifications: context.notifications,
      handlers: { [deliveryKind(region)]: deliveryHandler(context, region, client) },
      onError: (err, deadline) => context.log.error({ err, region, deadline }, 'delivery.broke'),
      lanes: 1,
    }),
  );
  return {
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
}

export function deliveryHandler(
  context: ControlContext,
  region: Region,
  client: RegionClient,
): DeadlineHandler<ControlTables> {
  return async ({ subject }, trx) => {
    const [what, id = ''] = subject.split(' ');
    if (what === 'product') await deliverProduct(context, trx, region, client, Pid.parse(id));
    else if (what === 'pairing') await deliverPairingEnd(context, trx, region, client, DeviceId.parse(id));
    else if (what === 'request') await deliverRequest(context, trx, region, client, id);
    else if (what === CLAIMS) await deliverClaims(context, trx, region, client);
    else if (what === CATALOGUE) await deliverCatalogue(context, trx, region, client);
    else await deliverLicences(context, trx, region, client, id);
  };
}

async function deliverProduct(
  context: ControlContext,
  trx: ControlTransaction,
  region: Region,
  client: RegionClient,
  pid: Pid,
): Promise<void> {
  const composed = await composeProduct(trx, pid, region);
  if (!composed) return;
  const { state, confirmedVersion, isLagging } = composed;
  const publication = { pid, region, version: state.version, isActivated: state.activated };
  let known: number;
  try {
    ({ version: known } = await client.publishProduct({ params: { pid }, body: state }));
  } catch (err) {
    const { tries, first } = await noteLag(trx, region, pid);
    context.log.warn({ err, region, pid, tries }, 'publication.lagging');
    await setDeadline(trx, deliveryKind(region), productSubject(pid), waitAfter(tries));
    if (first) await context.hooks.publicationLagging?.(trx, publication);
    return;
  }
  if (known > state.version) {
    // Control was restored from a backup: the region heard of later states and ignores ours until they are newer.
    context.log.warn({ ...publication, known }, 'publication.outrun');
    await passVersion(trx, pid, known);
    await publishProduct(context, trx, pid);
    return;
  }
  if (confirmedVersion === null || confirmedVersion >= state.version) return;
  const confirmed = {
    confirmed_version: state.version,
    confirmed_at: sql`kaitong_now()`,
    lagging_since: null,
    tries: 0,
  };
  await noteRow(trx, 'publication', { pid, region }, confirmed);
  if (isLagging) await hurry(trx, region);
  context.log.info(publication, 'publication.confirmed');
  await context.hooks.publicationConfirmed?.(trx, publication);
}

async function noteLag(trx: ControlTransaction, region: Region, pid: Pid): Promise<{ tries: number; first: boolean }> {
  return await trx
    .updateTable('publication')
    .set({ tries: sql`tries + 1`, lagging_since: sql`coalesce(lagging_since, kaitong_now())` })
    .where('pid', '=', pid)
    .where('region', '=', region)
    .returning(['tries', sql<boolean>`tries = 1`.as('first')]) // since the last time that it succeeded
    .executeTakeFirstOrThrow();
}

async function deliverLicences(
  context: ControlContext,
  trx: ControlTransaction,
  region: Region,
  client: RegionClient,
  batch: string,
): Promise<void> {
  const { licences, tries: triesBefore } = await composeLicences(context, trx, batch, region);
  const delivery = { batch, region };
  try {
    if (licences.length > 0) await client.putLicences({ body: { licences } });
  } catch (err) {
    const { tries } = await trx
      .updateTable('licence_delivery')
      .set({ tries: sql`tries + 1` })
      .where('batch', '=', batch)
      .where('region', '=', region)
      .returning('tries')
      .executeTakeFirstOrThrow();
    context.log.warn({ err, ...delivery, tries }, 'licences.lagging');
    await setDeadline(trx, deliveryKind(region), licencesSubject(batch), waitAfter(tries));
    return;
  }
  await noteRow(trx, 'licence_delivery', delivery, { delivered_at: sql`kaitong_now()` });
  if (triesBefore > 0) await hurry(trx, region);
  context.log.info(delivery, 'licences.delivered');
}
