import { hours, seconds } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { isPlaceholder } from '../../sign-in/login.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { DEFAULT_CHOICE } from './mail-choice.ts';
import { composeNoticeMail } from './mail-texts.ts';
import type { WrittenNotice } from './spread-notices.ts';

/** Subject: a notice and a user. */
export const NOTICE_MAIL = 'notice.mail';
/** Whoever activates hundreds at once finds the rest at the bell. */
const MAILS = limits.control.noticeMailsPerUser;
const MOST_TRIES = 12;
/** What could not be sent for so long, for want of a mail server too, is no news any more. */
export const STALE = hours(24);

export const askForNoticeMail = (trx: ControlTransaction, noticeId: string, userId: string): Promise<void> =>
  setDeadline(trx, NOTICE_MAIL, `${noticeId} ${userId}`, seconds(0));

/** Sends what users chose to get; none, where no mail can be sent: another process may be able to. */
export function noticeMailHandlers({ mailer, publicUrl, log }: ControlContext): DeadlineHandlers<ControlTables> {
  if (!mailer) return {};
  return {
    async [NOTICE_MAIL]({ subject, tries, late }: { subject: string; tries: number; late: number }, trx) {
      const [noticeId = '', userId = ''] = subject.split(' ');
      if (late > STALE || tries >= MOST_TRIES) return log.warn({ userId, noticeId }, 'mail.given_up');
      const found = await findMail(trx, noticeId, userId);
      if (!found || isPlaceholder(found.email)) return;
      if (!(await takeRate(trx, `notice mail ${userId}`, MAILS)).ok) return;
      const { email: to, kind, data, at, account_id: account, language, role } = found;
      const notice = { id: noticeId, kind, data, at, account } as WrittenNotice; // a kind and its data were written together
      await mailer.send({
        to,
        ...composeNoticeMail(notice, { language: language ?? DEFAULT_CHOICE.language, publicUrl, role }),
      });
    },
  };
}

/** Only whoever is in the account still gets it. */
const findMail = (trx: ControlTransaction, noticeId: string, userId: string) =>
  trx
    .selectFrom('notice')
    .innerJoin('member', 'member.account_id', 'notice.account_id')
    .innerJoin('login_user', 'login_user.id', 'member.user_id')
    .leftJoin('mail_choice', 'mail_choice.user_id', 'member.user_id')
    .select([
      'login_user.email',
      'notice.account_id',
      'notice.kind',
      'notice.data',
      'notice.at',
      'mail_choice.language',
      'member.role',
    ])
    .where('notice.id', '=', noticeId)
    .where('member.user_id', '=', userId)
    .executeTakeFirst();
