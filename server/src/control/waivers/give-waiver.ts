import {
  days,
  milliseconds,
  type operatorWaivers,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  refusal,
  type WaiverId,
  type WaiverSubject,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import { newWaiverId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { ANNOUNCED, noticeOf, WAIVER_NEXT } from './end-waivers.ts';
import { readWaivers, showWaiver, waiverRows } from './read-waivers.ts';
import { findWaivable } from './waivable.ts';

export async function getWaiversOf(
  { db }: ControlContext,
  { params: { pid } }: Parsed<typeof operatorWaivers.getWaiversOf>,
): Promise<Reply<typeof operatorWaivers.getWaiversOf> | Refusal> {
  const product = await db.selectFrom('product').select('pid').where('pid', '=', pid).executeTakeFirst();
  if (!product) return refusal('not_found');
  return { items: await readWaivers(db, pid), waivable: await findWaivable(db, pid) };
}

/** It is a word beside a flaw: no verdict, no clearance of a release and nothing that is sold looks at it. */
export async function giveWaiver(
  { db }: ControlContext,
  caller: OperatorCaller,
  { params: { pid }, body: { subject, reason, days: n } }: Parsed<typeof operatorWaivers.giveWaiver>,
): Promise<Reply<typeof operatorWaivers.giveWaiver> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const owner = await lockProduct(trx, pid);
    if (!owner) return refusal('not_found');
    const isOf = (one: WaiverSubject) => one.kind === subject.kind && one.code === subject.code;
    if (!(await findWaivable(trx, pid)).some(isOf)) return refusal('nothing_to_waive');
    const before = (await readWaivers(trx, pid)).find((one) => one.state === 'in_force' && isOf(one.subject));
    if (before) return refusal('waiver_in_force', { until: before.endsAt });
    const id = newWaiverId();
    const lasts = days(n);
    await trx
      .insertInto('waiver')
      .values({
        ...{ id, pid, subject: json(subject), reason, announced_at: null, withdrawn_at: null },
        ends_at: sql<Date>`kaitong_now() + ${milliseconds(lasts)} * interval '1 ms'`,
      })
      .execute();
    await setDeadline(trx, WAIVER_NEXT, id, milliseconds(lasts - Math.min(ANNOUNCED, lasts / 2)));
    await audit(trx, caller, 'waiver.given', pid, { waiver: id, ...subject, reason, days: n }, owner);
    return await getWaiver(trx, id);
  });
}

/** It is over with the answer. */
export async function withdrawWaiver(
  { db }: ControlContext,
  caller: OperatorCaller,
  { params: { id } }: Parsed<typeof operatorWaivers.withdrawWaiver>,
): Promise<Reply<typeof operatorWaivers.withdrawWaiver> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const found = await trx.selectFrom('waiver').select('pid').where('id', '=', id).executeTakeFirst();
    const owner = found && (await lockProduct(trx, found.pid));
    if (!owner) return refusal('not_found');
    const withdrawn = await trx
      .updateTable('waiver')
      .set({ withdrawn_at: sql<Date>`kaitong_now()` })
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .where('ends_at', '>', sql<Date>`kaitong_now()`)
      .executeTakeFirst();
    const waiver = await getWaiver(trx, id);
    if (withdrawn.numUpdatedRows === 0n) return waiver; // it was over
    await clearDeadline(trx, WAIVER_NEXT, id);
    await audit(trx, caller, 'waiver.withdrawn', found.pid, { waiver: id, ...waiver.subject }, owner);
    await writeNotice(trx, owner, { kind: 'waiver.ended', data: { ...noticeOf(waiver), isWithdrawn: true } });
    return waiver;
  });
}

/** Of a product one at a time: two would waive the same. */
async function lockProduct(trx: ControlTransaction, pid: Pid) {
  const row = await trx
    .selectFrom('product')
    .select('account_id')
    .where('pid', '=', pid)
    .forUpdate()
    .executeTakeFirst();
  return row?.account_id;
}

const getWaiver = async (trx: ControlTransaction, id: WaiverId) =>
  showWaiver(await waiverRows(trx).where('id', '=', id).executeTakeFirstOrThrow());
