import { type MailChoice, NOTICE_KINDS, type notices, type Parsed, type Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import type { ControlContext } from '../context.ts';

/** Until a user chooses. */
export const DEFAULT_CHOICE: Omit<MailChoice, 'canMail'> = { kinds: [...NOTICE_KINDS], language: 'zh-CN' };

/** Of what the user gets mail. */
export async function getMailChoice(
  { db, mailer }: ControlContext,
  { userId }: MakerCaller,
): Promise<Reply<typeof notices.getMailChoice>> {
  const user = await db
    .selectFrom('login_user')
    .leftJoin('mail_choice', 'mail_choice.user_id', 'login_user.id')
    .select(['login_user.email', 'mail_choice.kinds', 'mail_choice.language'])
    .where('login_user.id', '=', userId)
    .executeTakeFirstOrThrow();
  return {
    canMail: mailer !== undefined && !isPlaceholder(user.email),
    kinds: user.kinds ?? DEFAULT_CHOICE.kinds,
    language: user.language ?? DEFAULT_CHOICE.language,
  };
}

export async function chooseMail(
  context: ControlContext,
  caller: MakerCaller,
  { body: { kinds, language } }: Parsed<typeof notices.chooseMail>,
): Promise<Reply<typeof notices.chooseMail>> {
  const choice = { kinds: [...new Set(kinds)], language };
  await context.db
    .insertInto('mail_choice')
    .values({ user_id: caller.userId, ...choice })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(choice))
    .execute();
  return await getMailChoice(context, caller);
}
