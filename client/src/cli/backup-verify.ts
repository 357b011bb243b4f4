import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { BackupReport, backupVerificationPath, Problem, ProblemError } from '@kaitong/contract';
import { readJson } from '../fetch-send.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

/**
 * `kaitong backup verify`: the server restores the file into a database that is thrown away, and plays a sample of its
 * recordings with the objects and the keys that it has.
 */
export async function verifyBackup(
  { url, headers }: ServerConnection,
  name: string,
  { json }: { json: boolean },
  output: Output,
): Promise<ExitCode> {
  const file = path.resolve(name);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`${file} is no file that can be read.`);
  const response = await fetch(url + backupVerificationPath, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-tar', 'content-length': String(found.size) },
    body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
    duplex: 'half',
  } as RequestInit);
  const answer = await readJson(response);
  if (!response.ok) {
    const problem = Problem.safeParse(answer);
    if (problem.success) throw new ProblemError(problem.data);
    throw new TypeError(`the server answered HTTP ${response.status}`);
  }
  const report = BackupReport.parse(answer);
  if (json) output.line(JSON.stringify(report));
  else tell(report, output);
  return report.regions.some(({ problems }) => problems.length > 0) ? exitCodes.rejected : exitCodes.done;
}

function tell({ createdAt, release, tookMs, losesMs, regions }: BackupReport, output: Output): void {
  output.line(`Restored and tried in ${inWords(tookMs)}: made ${createdAt} by release ${release}.`);
  output.line(`If the machine were lost now, what happened in the last ${inWords(losesMs)} would be lost.`);
  for (const { region, played, problems } of regions) {
    output.line(`${region}: ${played} of ${played + problems.length} recordings played.`);
    for (const { key, problem } of problems) output.line(`  ${WORDS[problem]}: ${key}`);
  }
}

const WORDS: Record<BackupReport['regions'][number]['problems'][number]['problem'], string> = {
  missing: 'not in the store',
  damaged: 'other bytes than were stored',
  no_key: 'its key is in neither copy',
  unreadable: 'cannot be decoded',
};

function inWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
