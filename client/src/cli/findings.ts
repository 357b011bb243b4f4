import { ConformanceId, type FindingsShare } from '@kaitong/contract';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Output, table } from './output.ts';
import { UsageError } from './usage-error.ts';

export type ShareOptions = { json: boolean; days: number; withFootage: boolean };

/** `kaitong findings share <id>`: an address by which whoever holds it reads what was found in an application or extended test. */
export async function shareFindings(
  { client }: ServerConnection,
  id: string,
  { json, days, withFootage }: ShareOptions,
  output: Output,
): Promise<ExitCode> {
  const test = testOf(id);
  if (test && withFootage) throw new UsageError('Footage does not go along with an extended test.');
  const { share, url } = test
    ? await client.shareConformance({ params: { id: test }, body: { days } })
    : await client.shareFindings({ params: { id }, body: { days, withFootage } });
  output.line(json ? JSON.stringify({ ...share, url }) : url);
  if (!json) output.error(`Valid until ${share.expiresAt}; end it with: kaitong findings end ${share.id}`);
  return exitCodes.done;
}

/** `kaitong findings shares <id>`: the addresses of an application, newest first, and how often each was opened. */
export async function listFindingsShares(
  { client }: ServerConnection,
  id: string,
  { json }: { json: boolean },
  output: Output,
): Promise<ExitCode> {
  const test = testOf(id);
  const { items } = test
    ? await client.listConformanceShares({ params: { id: test } })
    : await client.listFindingsShares({ params: { id } });
  if (json) for (const share of items) output.line(JSON.stringify(share));
  else
    output.line(table([['SHARE', 'STATE', 'UNTIL', 'FOOTAGE', 'OPENED', 'LAST OPENED FROM'], ...items.map(shareRow)]));
  return exitCodes.done;
}

/** `kaitong findings end <share>` */
export async function endFindingsShare(
  { client }: ServerConnection,
  id: string,
  { json }: { json: boolean },
  output: Output,
): Promise<ExitCode> {
  const share = await client.endFindingsShare({ params: { id } });
  output.line(json ? JSON.stringify(share) : `${share.id} ${share.state}`);
  return exitCodes.done;
}

/** Both kinds of ids are told apart by how they begin. */
const testOf = (id: string): ConformanceId | undefined => ConformanceId.safeParse(id).data;

function shareRow({ id, state, expiresAt, withFootage, openings }: FindingsShare): string[] {
  const opened = openings.reduce((sum, { count }) => sum + count, 0);
  const [last] = openings;
  return [id, state, expiresAt, withFootage ? 'yes' : 'no', String(opened), last ? `${last.network} ${last.hour}` : ''];
}
