import type { CommandName, Duration } from '@kaitong/contract';
import type { CommandReply } from '../../store/region/commands.ts';
import { inOneStatement } from '../../store/unit-of-work.ts';
import type { RegionContext } from '../context.ts';
import { type NewCommand, newCommandId, sendCommand } from './send-command.ts';

/** What whoever waits for a reply listens to; the payload is the command's id. */
export const COMMAND_REPLIED = 'replied';

type Place = Pick<RegionContext, 'db' | 'notifications'>;

/** Asks a device for something, and waits for its reply for as long as that is worth sending. */
export async function askDevice<Name extends CommandName>(
  context: Place,
  command: Omit<NewCommand<Name>, 'life'>,
  patience: Duration,
): Promise<CommandReply | undefined> {
  const id = newCommandId();
  const sent = () => inOneStatement(context.db, (unit) => sendCommand(unit, { ...command, life: patience }, id));
  return await listenForReply(context, id, patience, sent);
}

/** The device's reply to a command, whichever process hears it; `undefined` if none came within `patience`. */
export const awaitReply = (context: Place, commandId: string, patience: Duration): Promise<CommandReply | undefined> =>
  listenForReply(context, commandId, patience);

/** `send`: done once it is listened for, so that there is nothing to look for before it is told of. */
async function listenForReply(
  { db, notifications }: Place,
  commandId: string,
  patience: Duration,
  send?: () => Promise<unknown>,
): Promise<CommandReply | undefined> {
  let wake = (): void => {};
  let news = send === undefined;
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
    await send?.();
    while (true) {
      if (!news && !late)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const lastLook = late;
      news = false;
      const row = await db.selectFrom('command').select('reply').where('id', '=', commandId).executeTakeFirst();
      if (row?.reply) return row.reply;
      if (lastLook) return undefined;
    }
  } finally {
    clearTimeout(timer);
    off();
  }
}
