import { readFile } from 'node:fs/promises';
import { type Language, Problem, ProblemError, SUBMISSION_MANIFEST, submissionFilePath } from '@kaitong/contract';
import { readJson } from '../fetch-send.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { makeFile, pidOf } from './products.ts';
import { readSubmission } from './submission-file.ts';
import { UsageError } from './usage-error.ts';

export type PackageOptions = { json: boolean; sbom?: string; out?: string; language: Language };

/** `kaitong products package PID`: what `kaitong certificate verify` checks, as one file that was not there before. */
export async function packageProduct(
  { url, headers }: ServerConnection,
  named: string,
  { json, sbom, out }: PackageOptions,
  output: Output,
): Promise<ExitCode> {
  const pid = pidOf(named);
  const given = sbom === undefined ? undefined : await read(sbom);
  const response = await fetch(url + submissionFilePath(pid), {
    method: 'POST',
    headers: given ? { ...headers, 'content-type': 'application/json' } : headers,
    body: given ?? null,
  });
  if (!response.ok) {
    const problem = Problem.safeParse(await readJson(response));
    if (problem.success) throw new ProblemError(problem.data);
    throw new TypeError(`it answered HTTP ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const files = [...(await readSubmission(bytes)).keys()];
  if (files.length === 0) throw new TypeError('the package broke off on its way; nothing was kept');
  const file = out ?? nameOf(response) ?? `kaitong-${pid}.tar`;
  makeFile(file, bytes);
  output.line(json ? JSON.stringify({ file, bytes: bytes.length, files }) : file);
  output.error(
    `${files.filter((name) => name !== SUBMISSION_MANIFEST).join(', ')}. Check it with: kaitong certificate verify ${file}`,
  );
  return exitCodes.done;
}

/** Only a plain name: where a file goes is not for a server to say. */
function nameOf(response: Response): string | undefined {
  const [, name] = /filename\*=UTF-8''([\w.-]+)$/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return name?.startsWith('.') ? undefined : name;
}

async function read(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
