import type { notices } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import { listNotices, readNotices } from '../../control/notices/list-notices.ts';
import { chooseMail, getMailChoice } from '../../control/notices/mail-choice.ts';
import type { Handlers } from '../kit/mount.ts';

export const noticeHandlers = (context: ControlContext): Handlers<typeof notices> => ({
  listNotices: (caller, input) => listNotices(context, caller, input),
  readNotices: (caller, input) => readNotices(context, caller, input),
  getMailChoice: (caller) => getMailChoice(context, caller),
  chooseMail: (caller, input) => chooseMail(context, caller, input),
});
