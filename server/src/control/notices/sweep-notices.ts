import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import { forgetDeadlines } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import { NOTICE_MAIL, STALE } from './notice-mail.ts';

const KEPT = days(90);

/** Also mails that nobody has sent: an installation without a mail server has no process that would take them. */
export async function sweepNotices(db: Executor): Promise<void> {
  await forgetDeadlines(db, NOTICE_MAIL, STALE);
  await sql`DELETE FROM notice WHERE at < kaitong_now() - ${KEPT} * interval '1 ms'`.execute(db);
}
