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
  const rows: string[][] = [];
  const silent = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const { items, next, unreachable } = await client.listDevices({
      query: { ...(cursor ? { cursor } : {}), limit: 200 },
    });
    for (const device of items) {
      const { deviceId, pid, region, presence, firmware } = device;
      if (json) output.line(JSON.stringify(device));
      else rows.push([deviceId, pid, region, presence, firmware ?? '–']);
    }
    for (const region of unreachable) silent.add(region);
    if (next === null) break;
    cursor = next;
  }
  if (!json) output.line(table([['DEVICE', 'PID', 'REGION', 'PRESENCE', 'FIRMWARE'], ...rows]));
  if (silent.size > 0) output.error(`No answer from: ${[...silent].sort().join(', ')}`);
  return silent.size > 0 ? exitCodes.outage : exitCodes.done;
}
