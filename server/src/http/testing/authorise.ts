import { accounts, type Client, type Pid, type Role, team } from '@kaitong/contract';
import type { Browser } from './browser.ts';

type Console = Pick<Client<typeof team>, 'createInvitation' | 'acceptInvitation'> &
  Pick<Client<typeof accounts>, 'listAuthorisations'>;
type Given = { pid: string; login: string; role: Role };

/** Invites an account to a role on a product, which it accepts; both as their browsers do. Answers the authorisation's id. */
export async function authorise(giver: Console, taker: Console, { pid, login, role }: Given): Promise<string> {
  const { url } = await giver.createInvitation({ body: { login, role, pids: [pid as Pid] } });
  await taker.acceptInvitation({ body: { token: tokenIn(url) } });
  const { items } = await taker.listAuthorisations({ query: {} });
  const given = items.find((one) => one.pid === pid && one.ownerId !== one.accountId);
  if (!given) throw new Error('the role was not given');
  return given.id;
}

/** Of an invitation that was not mailed. */
export const tokenIn = (url: string | null): string => new URL(url ?? '').hash.replace('#token=', '');

/** The same of browsers of a rig. */
export const authoriseIn = (
  giver: Browser,
  taker: Browser & { login: string },
  pid: string,
  role: Role,
): Promise<string> => authorise(consoleOf(giver), consoleOf(taker), { pid, role, login: taker.login });

const consoleOf = (browser: Browser): Console => ({ ...browser.client(team), ...browser.client(accounts) });
