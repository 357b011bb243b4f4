import { type CommandName, type Duration, milliseconds } from '@kaitong/contract';
import type { CommandReply } from '../../store/region/commands.ts';
import { inOneStatement } from '../../store/unit-of-work.ts';
import type { RegionContext } from '../context.ts';
import { type NewCommand, newCommandId, sendCommand } from './send-command.ts';

/** What whoever waits for a reply listens to; the payload is the command's id. */
export const COMMAND_REPLIED = 'replied';

type Place = Pick<RegionContext, 'db' | 'notifications'>;

/** What hearing of a reply takes us, in times of what sending the command took: both wait for the same database. */
const HEARING_TAKES = 10;

/**
 * Asks a device for something, and waits for its reply for as long as that is worth sending. What we take ourselves is not the
 * device's: where sending took long, hearing will, and the reply is waited for up to `grace` longer.
 */
export async function askDevice<Name extends CommandName>(
  context: Place,
  command: Omit<NewCommand<Name>, 'life'>,
  patience: Duration,
  grace: Duration = milliseconds(0),
): Promise<CommandReply | undefined> {
  const id = newCommandId();
  const life = milliseconds(patience + grace);
  const send = async (): Promise<Duration> => {
    const began = performance.now();
    await inOneStatement(context.db, (unit) => sendCommand(unit, { ...command, life }, id));
    const ours = (performance.now() - began) * HEARING_TAKES;
    return milliseconds(patience + Math.min(grace, Math.round(ours)));
  };
  return await listenForReply(context, id, patience, send);
}

/** The device's reply to a command, whichever process hears it; `undefined` if none came within `patience`. */
export const awaitReply = (context: Place, commandId: string, patience: Duration): Promise<CommandReply | undefined> =>
  listenForReply(context, commandId, patience);

/**
 * `send`: done once it is listened for, so that there is nothing to look for before it is told of; says how long the reply
 * is waited for from then on.
 */
async function listenForReply(
  { db, notifications }: Place,
  commandId: string,
  patience: Duration,
  send?: () => Promise<Duration>,
): Promise<CommandReply | undefined> {
  let wake = (): void => {};
  let news = send === undefined;
  let late = false;
  const off = notifications.on(COMMAND_REPLIED, (id) => {
    if (id !== undefined && id !== commandId) return;
    news = true;
    wake();
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const wait = (await send?.()) ?? patience;
    timer = setTimeout(() => {
      late = true;
      wake();
    }, wait);
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
