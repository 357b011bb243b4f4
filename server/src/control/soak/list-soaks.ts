import { type Parsed, type Refusal, type Reply, refusal, type soaks } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { behind, toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { findSoakOf, showSoak, soaksOf } from './show-soak.ts';

/** Soaks of the account, the newest first. */
export async function listSoaks(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, pid } }: Parsed<typeof soaks.listSoaks>,
): Promise<Reply<typeof soaks.listSoaks>> {
  let rows = soaksOf(db, caller);
  if (pid) rows = rows.where('soak.pid', '=', pid);
  if (cursor) rows = rows.where(behind('soak', cursor, caller.accountId));
  const found = await rows
    .orderBy('soak.created_at', 'desc')
    .orderBy('soak.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(found, limit, ({ id }) => id, showSoak);
}

export async function getSoak(
  { db }: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof soaks.getSoak>,
): Promise<Reply<typeof soaks.getSoak> | Refusal> {
  const row = await findSoakOf(db, caller, params.id);
  return row ? showSoak(row) : refusal('not_found');
}
