import { writeFile } from 'node:fs/promises';
import {
  type Language,
  problemText,
  type Soak,
  type SoakHour,
  SoakId,
  soakFindingText,
  verdictText,
} from '@kaitong/contract';
import { writeSoakJunit } from '@kaitong/contract/markup';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Output, table } from './output.ts';
import { UsageError } from './usage-error.ts';

export type SoakOptions = { json: boolean; language: Language };

/** `kaitong soak start <deviceId>`: it goes on for a day at the server, whoever is signed in. */
export async function startSoak(
  { client }: ServerConnection,
  deviceId: string,
  { json }: SoakOptions,
  output: Output,
): Promise<ExitCode> {
  const soak = await client.startSoak({ body: { deviceId } });
  output.line(json ? JSON.stringify(soak) : soak.id);
  if (!json) output.error(`It takes 24 hours. Its report: kaitong soak show ${soak.id}`);
  return exitCodes.done;
}

/** `kaitong soak show <id>`: hour by hour, and what was found. */
export async function showSoak(
  { client }: ServerConnection,
  id: string,
  { json, junit, language }: SoakOptions & { junit?: string },
  output: Output,
): Promise<ExitCode> {
  const soak = await client.getSoak({ params: { id: idOf(id) } });
  if (junit !== undefined) await save(junit, writeSoakJunit(soak, language));
  if (json) output.line(JSON.stringify(soak));
  else for (const line of linesOf(soak, language)) output.line(line);
  return exitCodeOf(soak);
}

/** `kaitong soak list`: the newest. */
export async function listSoaks(
  { client }: ServerConnection,
  { json, language }: SoakOptions,
  output: Output,
): Promise<ExitCode> {
  const { items } = await client.listSoaks({ query: {} });
  if (json) for (const soak of items) output.line(JSON.stringify(soak));
  else
    output.line(
      table([
        ['SOAK', 'DEVICE', 'BEGAN', 'HOURS', 'STATE'],
        ...items.map((soak) => [
          ...[soak.id, soak.deviceId, soak.createdAt, String(soak.hours.length)],
          soak.outcome === null ? soak.state : verdictText(soak.outcome, language),
        ]),
      ]),
    );
  return exitCodes.done;
}

/** `kaitong soak end <id>` */
export async function endSoak(
  { client }: ServerConnection,
  id: string,
  { json }: SoakOptions,
  output: Output,
): Promise<ExitCode> {
  await client.endSoak({ params: { id: idOf(id) } });
  output.line(json ? JSON.stringify({ id }) : id);
  return exitCodes.done;
}

function idOf(text: string): SoakId {
  const id = SoakId.safeParse(text);
  if (id.success) return id.data;
  throw new UsageError(`${JSON.stringify(text)} is no soak’s id. List them: kaitong soak list`);
}

function linesOf(soak: Soak, language: Language): string[] {
  const lines = [
    table([
      ['HOUR', 'ASKED', 'EVENTS', 'WHOLE', 'LINES ENDED', 'AWAY s', 'PLAYABLE s', 'FIRMWARE'],
      ...soak.hours.map(rowOf),
    ]),
  ];
  for (const finding of soak.findings) {
    const { title, remedy } = soakFindingText(finding, language);
    lines.push(`${finding.severity === 'fail' ? '✗' : '!'} ${title}`, `  → ${remedy}`);
  }
  if (soak.problem) {
    const { title, remedy } = problemText(soak.problem.code, soak.problem.params, language);
    lines.push(`${title} (${soak.problem.code})`, `  ${remedy}`);
  }
  if (soak.outcome !== null) lines.push(verdictText(soak.outcome, language));
  return lines;
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(1);

const rowOf = ({ hour, asked, opened, arrived, lineEnds, awayMs, firstMs, firmware }: SoakHour): string[] => [
  ...[hour + 1, asked, opened, arrived].map(String),
  lineEnds.map(({ code, count }) => `${code} ${count}`).join(', ') || '–',
  inSeconds(awayMs),
  firstMs ? `${inSeconds(firstMs.middle)} / ${inSeconds(firstMs.slow)}` : '–',
  firmware ?? '–',
];

/** As of an extended test: while it goes on nothing has passed. */
function exitCodeOf({ state, outcome, problem }: Soak): ExitCode {
  if (state === 'running' || problem?.code === 'region_silent') return exitCodes.outage;
  if (outcome === 'fail') return exitCodes.rejected;
  return outcome === 'skipped' ? exitCodes.refused : exitCodes.done;
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
