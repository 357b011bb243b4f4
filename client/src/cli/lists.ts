import type { Application } from '@kaitong/contract';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Output, table } from './output.ts';

type ListOptions = { json: boolean };

/** `kaitong applications`: every device id ever submitted, newest first; with `--json` one object a line. */
export async function listApplications(
  { client }: ServerConnection,
  { json }: ListOptions,
  output: Output,
): Promise<ExitCode> {
  const rows: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await client.listApplications({ query: { ...(cursor ? { cursor } : {}), limit: 200 } });
    for (const application of items) {
      if (json) output.line(JSON.stringify(application));
      else rows.push(applicationRow(application));
    }
    if (next === null) break;
    cursor = next;
  }
  if (!json) output.line(table([['APPLIED', 'DEVICE', 'STATE', 'PID', 'FIRMWARE', 'REASON'], ...rows]));
  return exitCodes.done;
}

const applicationRow = (application: Application): string[] => [
  application.createdAt,
  application.deviceId,
  application.state,
  application.pid ?? '–',
  application.firmware ?? '–',
  application.problem?.code ?? '',
];

/** `kaitong devices`: paired units of the account's products, from all regions. */
export async function listDevices(
  { client }: ServerConnection,
  { json }: ListOptions,
  output: Output,
): Promise<ExitCode> {
  const { items, unreachable } = await client.listDevices({ query: {} });
  if (json) for (const device of items) output.line(JSON.stringify(device));
  else {
    const rows = items.map((one) => [one.deviceId, one.pid, one.region, one.presence, one.firmware ?? '–']);
    output.line(table([['DEVICE', 'PID', 'REGION', 'PRESENCE', 'FIRMWARE'], ...rows]));
  }
  if (unreachable.length > 0) output.error(`No answer from: ${unreachable.join(', ')}`);
  return unreachable.length > 0 ? exitCodes.outage : exitCodes.done;
}
