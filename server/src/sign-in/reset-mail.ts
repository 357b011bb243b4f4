import { type Language, seconds } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { type Kysely, sql } from 'kysely';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/open-mailer.ts';
import { type DeadlineHandlers, setDeadline } from '../store/deadlines.ts';
import type { Executor } from '../store/executor.ts';
import { takeRate } from '../store/rate-limits.ts';
import { composeMail } from './mail-texts.ts';
import { createReset } from './reset.ts';
import type { SignInTables } from './tables.ts';

const MAILING = 'login.mail';
/** Whoever asks in somebody else's name fills no mailbox; who is meant has the first of them. */
const MAILS = limits.signIn.resetMailsPerUser;
/** Tried for some minutes: a link that comes an hour late is of no use. */
const MOST_TRIES = 8;

/**
 * Asks for a mail, as part of the caller's transaction. Whether anybody has that address is looked up by whoever sends it,
 * so the answer neither says so nor takes its time.
 */
export async function askForMail(
  db: Executor,
  about: 'reset' | 'changed' | 'passkey',
  { address, language }: { address: string; language: Language },
): Promise<void> {
  await setDeadline(db, MAILING, `${about} ${language} ${address}`, seconds(0));
}

type Options = {
  mailer: Mailer | undefined;
  /** Where a link leads; its token follows. */
  resetPage: string;
  log: Log;
};

/** Sends what was asked for; none, where no mail can be sent: another process may be able to. */
export function mailHandlers<Tables extends SignInTables>({
  mailer,
  resetPage,
  log,
}: Options): DeadlineHandlers<Tables> {
  if (!mailer) return {};
  return {
    async [MAILING]({ subject, tries }: { subject: string; tries: number }, trx) {
      const db = trx as unknown as Kysely<SignInTables>;
      const [about = '', language = '', address = ''] = subject.split(' ');
      const user = await db.selectFrom('login_user').select('id').where('email', '=', address).executeTakeFirst();
      if (!user) return;
      if (tries >= MOST_TRIES) return log.warn({ userId: user.id, about }, 'mail.given_up');
      const texts = { language: language === 'en' ? 'en' : 'zh-CN', host: new URL(resetPage).host } as const;
      if (about === 'changed') return await mailer.send({ to: address, ...composeMail.changed(texts) });
      if (about === 'passkey') return await mailer.send({ to: address, ...composeMail.passkey(texts) });
      if (!(await takeRate(db, `reset mail ${user.id}`, MAILS)).ok) return;
      const { token } = await createReset(db, user.id);
      await mailer.send({ to: address, ...composeMail.reset({ ...texts, link: `${resetPage}#token=${token}` }) });
    },
  };
}

/** Tells the user that the password is another, or that a passkey opens the account too, where they can be written to. */
export async function tellUser(
  db: Kysely<SignInTables>,
  about: 'changed' | 'passkey',
  userId: string,
  language: Language,
): Promise<void> {
  const { rows } = await sql<{ email: string }>`
    SELECT email FROM login_user WHERE id = ${userId} AND phone IS NULL`.execute(db);
  if (rows[0]) await askForMail(db, about, { address: rows[0].email, language });
}
