import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KeyScope, ProblemError, type Output as Reply, type terminals } from '@kaitong/contract';
import { connectWith, serverOf } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Environment, loginsFile, readLogins, writeLogins } from './kept-logins.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

export type LoginOptions = { url?: string; name?: string; scope?: KeyScope; json: boolean };
type Wait = (seconds: number) => Promise<unknown>;
type Taken = Reply<typeof terminals.takeTerminalKey>;

/** `kaitong login`: a code here, confirmed in a browser, gives this terminal an API key of its own. */
export async function login(
  environment: Environment,
  { json, ...options }: LoginOptions,
  output: Output,
  wait: Wait = (seconds) => sleep(seconds * 1000),
): Promise<ExitCode> {
  const url = serverOf(environment, options.url);
  const file = loginsFile(environment);
  if (file === undefined)
    throw new UsageError('HOME is not set, so a login cannot be kept. Set it, or use KAITONG_API_KEY.');
  const { client } = connectWith(url, undefined, environment);
  const { name = hostname(), scope = 'all' } = options;
  const asked = await client.beginTerminalLogin({ body: { name: name.slice(0, 80), scope } });
  output.error(`Open ${asked.completeUrl}\nand confirm this code there: ${asked.userCode}`);
  const taken = await take(
    () => client.takeTerminalKey({ body: { deviceCode: asked.deviceCode } }),
    asked.interval,
    wait,
  );
  const { key, login: who, accountName: account, expiresAt } = taken;
  const { servers } = readLogins(environment);
  writeLogins(file, { current: url, servers: { ...servers, [url]: { key, login: who, account, expiresAt } } });
  output.line(
    json
      ? JSON.stringify({ url, login: who, account, expiresAt })
      : `Signed in at ${url} as ${who} (${account}), until ${expiresAt}.`,
  );
  if (environment.KAITONG_API_KEY) output.error('KAITONG_API_KEY is set, and commands go on using that key.');
  return exitCodes.done;
}

/** Looks as often as the server allows, until somebody has decided. */
async function take(look: () => Promise<Taken>, first: number, wait: Wait): Promise<Taken> {
  for (let seconds = first; ; ) {
    await wait(seconds);
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ProblemError) || !/^terminal_(pending|slow_down)$/.test(error.problem.code)) throw error;
      seconds = Number(error.problem.params.seconds);
    }
  }
}

/** `kaitong logout`: the key of this terminal ends, here and at the server. */
export async function logout(
  environment: Environment,
  options: { url?: string; json: boolean },
  output: Output,
): Promise<ExitCode> {
  const url = serverOf(environment, options.url);
  const file = loginsFile(environment);
  const { current, servers } = readLogins(environment);
  const { [url]: kept, ...others } = servers;
  if (!kept || file === undefined) {
    output.error(`Not signed in at ${url}.`);
    return exitCodes.refused;
  }
  try {
    await connectWith(url, kept.key, environment).client.revokeOwnKey({});
  } catch (error) {
    // It has ended already; where the server cannot be reached it would not, so it is kept.
    if (!(error instanceof ProblemError) || error.problem.code !== 'api_key_invalid') throw error;
  }
  writeLogins(file, { current: current === url ? Object.keys(others)[0] : current, servers: others });
  output.line(
    options.json
      ? JSON.stringify({ url, login: kept.login })
      : `Signed out of ${url}: the key of this terminal is revoked.`,
  );
  return exitCodes.done;
}
