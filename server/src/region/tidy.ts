import { type Duration, hours } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import { sweepSignIn } from '../sign-in/sweep-sign-in.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import { sweepRates } from '../store/rate-limits.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { sweepAcknowledged } from '../store/topics.ts';
import { CONFORMANCE_OUTBOX } from './conformance/save-conformance.ts';
import type { RegionTransaction } from './context.ts';
import { sweepDeviceTokens } from './devices/issue-token.ts';
import { forgetUnknownLicences } from './devices/learn-licence.ts';
import { sweepOrders } from './selling/orders/sweep-orders.ts';
import { SALES_OUTBOX } from './selling/reports/report.ts';
import { RUN_OUTBOX } from './verification/report.ts';

// Set for the first time by the schema's migration.
const TIDYING = 'device.tidy';
const ALL = 'all';
const EVERY = hours(1);

/** For whoever looks into why a device did not do something. */
const COMMANDS_KEPT = hours(24 * 7);
/** A tool that is started again sends its init segment again; one whose line was away does not. */
const STREAMS_KEPT = hours(24 * 7);
/** Control keeps the report; this is for whoever looks into it with what the device called. */
const TESTS_KEPT = hours(24 * 7);
/** For whoever compares what a region told with what control made of it. */
const REPORTS_KEPT = hours(24);
/** A control plane that was restored from an older backup than this would never hear of the sales since. */
const SALES_KEPT = hours(24 * 400);
/** See docs/decisions/0006-how-long-things-are-kept.md. */
const FINGERPRINTS_KEPT = hours(24 * 730);
/** The same: what moved before a private camera is kept for no longer than it helps. */
const SIGNATURES_KEPT = hours(24 * 30);

/** Removes what has expired: once an hour, one process of the region. */
export function tidyingHandlers(): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [TIDYING]: async (_, trx) => {
      await tidy(trx);
      await setDeadline(trx, TIDYING, ALL, EVERY);
    },
  };
}

async function tidy(trx: RegionTransaction): Promise<void> {
  const now = sql<Date>`kaitong_now()`;
  await trx.deleteFrom('pairing_token').where('expires_at', '<', now).execute();
  await sweepDeviceTokens(trx);
  await forgetUnknownLicences(trx);
  await trx.deleteFrom('playback').where('expires_at', '<', now).execute();
  await trx.deleteFrom('push_stream').where('used_at', '<', ago(STREAMS_KEPT)).where('is_open', '=', false).execute();
  await forgetIngestTokens(trx);
  await sweepOrders(trx);
  await trx.deleteFrom('tester_code').where('expires_at', '<', now).execute();
  await trx.deleteFrom('command').where('expires_at', '<', ago(COMMANDS_KEPT)).execute();
  await trx.deleteFrom('conformance').where('ended_at', '<', ago(TESTS_KEPT)).execute();
  await trx.deleteFrom('fingerprint').where('seen_at', '<', ago(FINGERPRINTS_KEPT)).execute();
  await trx.deleteFrom('signature').where('seen_at', '<', ago(SIGNATURES_KEPT)).execute();
  await sweepAcknowledged(trx, RUN_OUTBOX, REPORTS_KEPT);
  await sweepAcknowledged(trx, CONFORMANCE_OUTBOX, REPORTS_KEPT);
  await sweepAcknowledged(trx, SALES_OUTBOX, SALES_KEPT);
  await sweepSignIn(trx);
  await sweepRates(trx);
}

/** Those of devices that were removed: nothing can be pushed with them any more. */
const forgetIngestTokens = (trx: RegionTransaction) =>
  trx
    .deleteFrom('ingest_token')
    .where('device_id', 'in', (removed) =>
      removed.selectFrom('device').select('device_id').where('removed_at', '<', ago(STREAMS_KEPT)),
    )
    .execute();

const ago = (age: Duration): RawBuilder<Date> => sql<Date>`kaitong_now() - ${age} * interval '1 ms'`;
