import { Region } from '@kaitong/contract';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

/** `kaitong reset-link`: a one-time link that sets somebody's password, for whoever runs the platform to hand on. */
export async function resetLink(
  { client }: ServerConnection,
  login: string,
  { json, region }: { json: boolean; region?: string },
  output: Output,
): Promise<ExitCode> {
  const named = region === undefined ? undefined : Region.safeParse(region);
  if (named?.success === false) throw new UsageError(`--region ${region} is no region; name one like cn.`);
  const link = await client.createResetLink({ body: { login, ...(named ? { region: named.data } : {}) } });
  if (json) output.line(JSON.stringify(link));
  else {
    output.line(link.url);
    output.error(`It works once, until ${link.expiresAt}. Give it to nobody but ${login}.`);
  }
  return exitCodes.done;
}
