import type { Language } from '@kaitong/contract';
import { seconds } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { createToken } from '../../secrets/tokens.ts';
import { composeMail } from '../../sign-in/mail-texts.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { INVITATION_PREFIX, invitationRows, linkOf } from './invitations.ts';

const MAILING = 'invitation.mail';
/** Whoever invites in order to annoy fills no mailbox. */
const MAILS = limits.control.invitationMailsPerAddress;

/** Whether one more is sent to an address; where not, the link is handed over as it is without a mail server. */
export const mayMail = async (db: Executor, address: string): Promise<boolean> =>
  (await takeRate(db, `invitation mail ${address}`, MAILS)).ok;

/** Some hours, each try later than the one before. */
const MOST_TRIES = 12;

export async function askForInvitationMail(
  trx: ControlTransaction,
  { id, language }: { id: string; language: Language },
): Promise<void> {
  await setDeadline(trx, MAILING, `${language} ${id}`, seconds(0));
}

/**
 * Sends the link. Its token is made here: the database keeps hashes only, and a second try after an answer that got lost
 * makes the first one's link void, which the second mail replaces.
 */
export function invitationMailHandlers({
  mailer,
  publicUrl,
  log,
}: Pick<ControlContext, 'mailer' | 'publicUrl' | 'log'>): DeadlineHandlers<ControlTables> {
  if (!mailer) return {};
  return {
    async [MAILING]({ subject, tries }: { subject: string; tries: number }, trx) {
      const [language = '', id = ''] = subject.split(' ');
      const found = await invitationRows(trx)
        .innerJoin('account', 'account.id', 'invitation.account_id')
        .select('account.name as account_name')
        .where('invitation.id', '=', id)
        .executeTakeFirst();
      if (!found) return;
      if (tries >= MOST_TRIES) return log.warn({ invitationId: id }, 'invitation.mail_given_up');
      const { token, hash } = createToken(INVITATION_PREFIX);
      await trx.updateTable('invitation').set({ hash }).where('id', '=', id).execute();
      const text = composeMail.invitation({
        ...{ language: language === 'en' ? 'en' : 'zh-CN', host: new URL(publicUrl).host },
        account: found.account_name,
        link: linkOf(publicUrl, token),
      });
      await mailer.send({ to: found.address, ...text });
    },
  };
}
