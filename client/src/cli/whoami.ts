import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';

/** `kaitong whoami`: as whom commands act, and where. */
export async function whoami(
  { url, client }: ServerConnection,
  { json }: { json: boolean },
  output: Output,
): Promise<ExitCode> {
  const { user, account } = await client.getSession({});
  const login = user.phone ?? user.email;
  if (json)
    output.line(JSON.stringify({ url, login, account: account.name, accountId: account.id, role: account.role }));
  else output.line(`${login} · ${account.name} (${account.role}) · ${url}`);
  return exitCodes.done;
}
