import { type applications, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { behind, containing } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { findApplicationOf } from './find-application-of.ts';
import { applicationRows, showApplication, toApplications } from './show-application.ts';

/** Every device id the account ever submitted, newest first. */
export async function listApplications(
  { db }: ControlContext,
  caller: MakerCaller,
  { query }: Parsed<typeof applications.listApplications>,
): Promise<Reply<typeof applications.listApplications>> {
  let rows = applicationRows(db).where('application.account_id', '=', caller.accountId);
  if (query.state === 'not_refused') rows = rows.where('application.state', '!=', 'refused');
  else if (query.state) rows = rows.where('application.state', '=', query.state);
  if (query.search) {
    const like = containing(query.search);
    rows = rows.where((where) =>
      where.or([
        where(sql.ref<string>('application.device_id'), 'like', like),
        where(sql.ref<string>('application.pid'), 'like', like),
        where('product.name', 'ilike', like),
      ]),
    );
  }
  if (query.cursor) rows = rows.where(behind('application', query.cursor, caller.accountId));
  const found = await rows
    .orderBy('application.created_at', 'desc')
    .orderBy('application.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const items = found.slice(0, query.limit);
  return {
    items: await toApplications(db, items),
    next: found.length > query.limit ? (items.at(-1)?.id ?? null) : null,
  };
}

export async function getApplication(
  context: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof applications.getApplication>,
): Promise<Reply<typeof applications.getApplication> | Refusal> {
  const found = await findApplicationOf(context.db, caller, params.id);
  return found ? await showApplication(context, params.id) : refusal('not_found');
}
