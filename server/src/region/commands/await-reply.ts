import type { Duration } from '@kaitong/contract';
import type { CommandReply } from '../../store/region/commands.ts';
import type { RegionContext } from '../context.ts';

/** What whoever waits for a reply listens to; the payload is the command's id. */
export const COMMAND_REPLIED = 'replied';

/** The device's reply to a command, whichever process hears it; `undefined` if none came within `patience`. */
export async function awaitReply(
  { db, notifications }: Pick<RegionContext, 'db' | 'notifications'>,
  commandId: string,
  patience: Duration,
): Promise<CommandReply | undefined> {
  let wake = (): void => {};
  let news = true;
  let late = false;
  const off = notifications.on(COMMAND_REPLIED, (id) => {
    if (id !== undefined && id !== commandId) return;
    news = true;
    wake();
  });
  const timer = setTimeout(() => {
    late = true;
    wake();
  }, patience);
  try {
    while (true) {
      const lastLook = late;
      news = false;
      const row = await db.selectFrom('command').select('reply').where('id', '=', commandId).executeTakeFirst();
      if (row?.reply) return row.reply;
      if (lastLook) return undefined;
      if (news || late) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearTimeout(timer);
    off();
  }
}
