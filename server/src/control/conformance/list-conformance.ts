import { type conformance, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { behind, toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { conformanceOf, findConformanceOf, showConformance, showInList } from './show-conformance.ts';

/** Extended tests of the account, the newest first; the evidence of each stands with itself only. */
export async function listConformance(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, pid, deviceId } }: Parsed<typeof conformance.listConformance>,
): Promise<Reply<typeof conformance.listConformance>> {
  let tests = conformanceOf(db, caller);
  if (pid) tests = tests.where('conformance.pid', '=', pid);
  if (deviceId) tests = tests.where(sql.ref<string>('conformance.device_id'), '=', deviceId);
  if (cursor) tests = tests.where(behind('conformance', cursor, caller.accountId));
  const rows = await tests
    .orderBy('conformance.created_at', 'desc')
    .orderBy('conformance.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => id, showInList);
}

export async function getConformance(
  { db }: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof conformance.getConformance>,
): Promise<Reply<typeof conformance.getConformance> | Refusal> {
  const test = await findConformanceOf(db, caller, params.id);
  return test ? showConformance(test) : refusal('not_found');
}
