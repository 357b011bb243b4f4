import {
  type ApplicationId,
  certificatePagePath,
  type certificates,
  certifiedPath,
  isRefusal,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  type RoledOperation,
  refusal,
  type SampleKind,
} from '@kaitong/contract';
import { addressOfCertificate } from '@kaitong/judge';
import { type Kysely, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { beginning, containing, toPage } from '../../paging.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { readPayload } from './read-payload.ts';
import { refuseReading } from './refuse-reading.ts';

type Listing = Reply<typeof certificates.getListing>;

export async function getListing(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof certificates.getListing>,
): Promise<Listing | Refusal> {
  return await showTo(context, context.db, caller, pid, 'getListing');
}

const MAIL_OR_PHONE = /@|^\+?[\d\s-]{7,}$/;

/** Agreed to ahead of its activation it is found from then on; taken back, it is gone with the answer. */
export async function putListing(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { isListed: wanted } }: Parsed<typeof certificates.putListing>,
): Promise<Listing | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const before = await showTo(context, trx, caller, pid, 'putListing');
    if (isRefusal(before)) return before;
    // Some register with what they sign in with as the name; that is a person’s, and everybody would read it.
    if (wanted && MAIL_OR_PHONE.test(before.companyName)) return refusal('company_unnamed');
    const { numInsertedOrUpdatedRows: added } = wanted
      ? await trx
          .insertInto('product_listing')
          .values({ pid })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
      : { numInsertedOrUpdatedRows: 0n };
    const { numDeletedRows: removed } = wanted
      ? { numDeletedRows: 0n }
      : await trx.deleteFrom('product_listing').where('pid', '=', pid).executeTakeFirstOrThrow();
    if (added === 1n) await audit(trx, caller, 'product.listed', pid, { companyName: before.companyName });
    if (removed === 1n) await audit(trx, caller, 'product.unlisted', pid);
    return await showTo(context, trx, caller, pid, 'putListing');
  });
}

async function showTo(
  { publicUrl }: ControlContext,
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  pid: Pid,
  operation: RoledOperation,
): Promise<Listing | Refusal> {
  const found = await findProductFor(db, caller, pid, operation);
  if (isRefusal(found)) return found;
  const row = await db
    .selectFrom('product')
    .innerJoin('account', 'account.id', 'product.account_id')
    .leftJoin('product_listing as listing', 'listing.pid', 'product.pid')
    .leftJoin('activation', 'activation.pid', 'product.pid')
    .leftJoin('product_sale', 'product_sale.pid', 'product.pid')
    .leftJoin('application', 'application.id', 'activation.application_id')
    .leftJoin('revoked_certificate as revoked', 'revoked.application_id', 'activation.application_id')
    .select(['product.name as product_name', 'account.name as company_name', 'listing.listed_at'])
    .select(['activation.sample', 'product_sale.suspended_at', 'revoked.revoked_at'])
    .select(sql<boolean>`application.certificate IS NOT NULL`.as('has_certificate'))
    .where('product.pid', '=', pid)
    .executeTakeFirstOrThrow();
  return {
    pid,
    listedAt: row.listed_at?.toISOString() ?? null,
    leftOut: whyLeftOut(row),
    productName: row.product_name,
    companyName: row.company_name,
    url: publicUrl + certifiedPath,
  };
}

type Standing = Record<'suspended_at' | 'revoked_at', Date | null> & {
  sample: SampleKind | null;
  has_certificate: boolean;
};

function whyLeftOut({ suspended_at, revoked_at, has_certificate, sample }: Standing): Listing['leftOut'] {
  if (suspended_at) return 'suspended';
  if (sample === null) return 'not_activated';
  if (sample === 'browser') return 'demonstration';
  if (revoked_at) return 'revoked';
  return has_certificate ? null : 'no_certificate'; // activated before there were any
}

/** What anybody finds: agreed to, activated by hardware or a bridge, not suspended, by a certificate that counts. */
const listed = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('product_listing as listing')
    .innerJoin('product', 'product.pid', 'listing.pid')
    .innerJoin('account', 'account.id', 'product.account_id')
    .innerJoin('activation', 'activation.pid', 'listing.pid')
    .innerJoin('application', 'application.id', 'activation.application_id')
    .leftJoin('product_sale', 'product_sale.pid', 'listing.pid')
    .leftJoin('revoked_certificate as revoked', 'revoked.application_id', 'application.id')
    .where('activation.sample', '<>', 'browser')
    .where('product_sale.suspended_at', 'is', null)
    .where('revoked.application_id', 'is', null)
    .where('application.certificate', 'is not', null);

/** Whether anybody finds a product by this certificate. */
export const isListed = async (db: Kysely<ControlTables>, id: ApplicationId): Promise<boolean> =>
  (await listed(db).select('listing.pid').where('application.id', '=', id).executeTakeFirst()) !== undefined;

export async function listCertified(
  context: ControlContext,
  { query: { cursor, limit, search } }: Parsed<typeof certificates.listCertified>,
  { ip }: { ip: string },
): Promise<Reply<typeof certificates.listCertified> | Refusal> {
  const tooMany = await refuseReading(context, ip);
  if (tooMany) return tooMany;
  const { db, publicUrl } = context;
  let rows = listed(db)
    .select(['listing.pid', 'listing.listed_at', 'product.name as product_name', 'account.name as company_name'])
    .select([sql<string>`application.certificate`.as('certificate')])
    .select(sql<string>`(extract(epoch FROM listing.listed_at) * 1000000)::bigint::text`.as('place'));
  if (search) {
    rows = rows.where((where) =>
      where.or([
        where('product.name', 'ilike', containing(search)),
        where('account.name', 'ilike', containing(search)),
        where(sql.ref<string>('listing.pid'), 'like', beginning(search.toLowerCase())),
      ]),
    );
  }
  if (cursor) {
    const last = readCursor(cursor);
    if (!last) return { items: [], next: null };
    const at = sql`timestamptz 'epoch' + ${last.place}::bigint * interval '1 microsecond'`;
    rows = rows.where(sql<boolean>`(listing.listed_at, listing.pid) < (${at}, ${last.pid})`);
  }
  const found = await rows
    .orderBy('listing.listed_at', 'desc')
    .orderBy('listing.pid', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    found,
    limit,
    ({ place, pid }) => `${place}-${pid}`,
    (row) => {
      const { firmware, rules, issuedAt } = readPayload(row.certificate);
      return {
        productName: row.product_name,
        companyName: row.company_name,
        service: 'video-cloud-storage' as const,
        ...{ firmware, rules, certifiedAt: issuedAt },
        listedAt: row.listed_at.toISOString(),
        pageUrl: publicUrl + certificatePagePath(addressOfCertificate(row.certificate)),
      };
    },
  );
}

/** Where a page ended, in microseconds: what stood there may have been taken back since. */
function readCursor(cursor: string): { place: string; pid: string } | undefined {
  const [, place, pid] = /^(\d{1,17})-(.+)$/.exec(cursor) ?? [];
  return place === undefined || pid === undefined ? undefined : { place, pid };
}
