import { days, milliseconds, type Waiver, type WaiverId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import { audit, byPlatform } from '../audit/audit.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { showWaiver, waiverRows } from './read-waivers.ts';

/** Subject: a waiver whose maker is to be told that it ends, or that it has ended. */
export const WAIVER_NEXT = 'waiver.next';

/** So long before its end a maker is told: time to mend firmware and have it verified. Of a short one, at its half. */
export const ANNOUNCED = days(14);

/** What a notice says of one. */
export const noticeOf = ({ id: waiverId, pid, subject, endsAt }: Waiver) => ({
  ...{ waiverId, pid, productName: null, subject, endsAt },
});

export const waiverHandlers = (): Record<string, DeadlineHandler<ControlTables, WaiverId>> => ({
  [WAIVER_NEXT]: async ({ subject: id }, trx) => {
    const found = await trx
      .selectFrom('waiver')
      .innerJoin('product', 'product.pid', 'waiver.pid')
      .select(['product.account_id as owner', 'waiver.announced_at'])
      .select(sql<number>`extract(epoch FROM waiver.ends_at - kaitong_now())::float8 * 1000`.as('left'))
      .where('waiver.id', '=', id)
      .forUpdate('waiver') // whoever withdraws it is waited for
      .executeTakeFirst();
    if (!found) return;
    const waiver = showWaiver(await waiverRows(trx).where('id', '=', id).executeTakeFirstOrThrow());
    if (waiver.state === 'withdrawn') return;
    const { owner, left, announced_at } = found;
    if (waiver.state === 'ended') {
      await audit(trx, byPlatform(owner), 'waiver.ended', waiver.pid, { waiver: id, ...waiver.subject });
      await writeNotice(trx, owner, { kind: 'waiver.ended', data: { ...noticeOf(waiver), isWithdrawn: false } });
      return;
    }
    if (announced_at === null) {
      await trx.updateTable('waiver').set({ announced_at: sql<Date>`kaitong_now()` }).where('id', '=', id).execute();
      await writeNotice(trx, owner, { kind: 'waiver.ending', data: noticeOf(waiver) });
    }
    await setDeadline(trx, WAIVER_NEXT, id, milliseconds(Math.max(0, left)));
  },
});
