import { type Command, type CommandName, commands, downTopic, MAX_PAYLOAD_BYTES } from '@kaitong/contract';

/** A command's result as the platform hears it. */
export type CommandResult = { ok: true } | { ok: false; reason: string };

export type CommandHandlers = { [Name in CommandName]: (command: Command<Name>) => Promise<CommandResult> };

export type ReplyDraft = { id: string } & CommandResult;

/** A queue may hold a command for days; what was done within the last so many is not done twice. */
const REMEMBERED = 128;

/**
 * Turns a message on `down/{command}` into a reply. QoS 1 may deliver twice: the second copy gets the first one's reply
 * and has no effect. Undefined: the message is none of ours (nothing can be answered to it).
 */
export function commandDispatcher(deviceId: string, handlers: CommandHandlers) {
  const answers = new Map<string, Promise<ReplyDraft>>();

  return async (topic: string, payload: Uint8Array): Promise<ReplyDraft | undefined> => {
    const name = commandNames.find((candidate) => topic === downTopic(deviceId, candidate));
    if (name === undefined || payload.length > MAX_PAYLOAD_BYTES) return undefined;
    const message = parse(payload);
    const id = commands.ping.safeParse(message);
    if (!id.success) return undefined;
    const known = answers.get(id.data.id);
    if (known !== undefined) return known;
    const answer = run(name, message, handlers).then((result) => ({ id: id.data.id, ...result }));
    answers.set(id.data.id, answer);
    const oldest = answers.keys().next().value;
    if (answers.size > REMEMBERED && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

const commandNames = Object.keys(commands) as CommandName[];

async function run(name: CommandName, message: unknown, handlers: CommandHandlers): Promise<CommandResult> {
  const command = commands[name].safeParse(message);
  if (!command.success) return { ok: false, reason: 'command_invalid' };
  // One schema and one handler per name: the pair fits, which the compiler cannot see through the union.
  const handler = handlers[name] as (command: unknown) => Promise<CommandResult>;
  try {
    return await handler(command.data);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message.slice(0, 200) : 'failed' };
  }
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
