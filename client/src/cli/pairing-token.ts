import { app, createClient } from '@kaitong/contract';
import { fetchSend } from '../fetch-send.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

export type PairingTokenOptions = { region: string; login: string; json: boolean };

/**
 * `kaitong pairing-token`: as the owner of an app account, a token for pairing one camera. A pairing makes somebody the owner of
 * a camera, so no key of a maker's account stands in for them; the session that it takes ends with the command.
 */
export async function pairingToken(
  server: string,
  { region, login, json }: PairingTokenOptions,
  { password, language }: { password: string | undefined; language: string },
  output: Output,
): Promise<ExitCode> {
  if (!password) throw new UsageError('Set KAITONG_OWNER_PASSWORD to the password of the app account.');
  const url = `${server}/${region}`;
  const headers: Record<string, string> = { 'accept-language': language, origin: new URL(server).origin };
  const client = createClient(
    app,
    fetchSend(url, { headers: () => headers, onReply: (reply) => keepCookies(headers, reply) }),
  );
  await client.signIn({ body: { login, password } });
  try {
    const { text, expiresAt } = await client.createPairingToken({});
    output.line(json ? JSON.stringify({ text, expiresAt }) : text);
    if (!json) output.error(`For one camera, until ${expiresAt}.`);
    return exitCodes.done;
  } finally {
    await client.signOut({});
  }
}

function keepCookies(headers: Record<string, string>, reply: Headers): void {
  const cookies = reply.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
  if (cookies.length > 0) headers.cookie = cookies.join('; ');
}
