import { readFile } from 'node:fs/promises';
import { certificateKeysPath, certificatePagePath, type Language, revocationsPath } from '@kaitong/contract';
import {
  addressOfCertificate,
  type CertificateRefusal,
  type RevocationStatus,
  revocationStatus,
  verifyCertificate,
  verifyRevocations,
  verifySubmission,
} from '@kaitong/judge';
import { certificateTexts } from './certificate-texts.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { certificateWithin, readSubmissionFile } from './submission-file.ts';
import { submissionLines, submissionRefusedText } from './submission-texts.ts';
import { UsageError } from './usage-error.ts';

export type VerifyOptions = { keys?: string; revocations?: string; json: boolean; language: Language };

type Revocation =
  | RevocationStatus
  /** Nobody was asked. */
  | { is: 'not_checked' }
  /** There is a list, and it cannot be relied upon. */
  | { is: 'unknown'; reason: 'list_refused'; because: CertificateRefusal };

/**
 * `kaitong certificate verify FILE`, of a certificate or a submission package. With `--keys FILE` no network is used: whether the certificate was revoked since is
 * then known only from `--revocations FILE`. Otherwise both come from the server.
 */
export async function verify(
  file: string,
  { keys: keysFile, revocations: listFile, json, language }: VerifyOptions,
  url: string | undefined,
  output: Output,
): Promise<ExitCode> {
  const t = certificateTexts[language];
  const archive = await readSubmissionFile(file);
  const keys =
    keysFile === undefined ? await fetchJson(url, certificateKeysPath) : parse(await read(keysFile), keysFile);
  const submission = archive && (await verifySubmission(archive, keys));
  if (submission?.ok === false) {
    const { reason, file: name = '' } = submission;
    output.line(json ? JSON.stringify(submission) : `✗ ${reason}  ${submissionRefusedText(reason, name, language)}`);
    return exitCodes.rejected;
  }
  const certificate = archive ? certificateWithin(archive) : unpack(await read(file), 'certificate');
  const checked = await verifyCertificate(certificate, keys);
  if (!checked.ok) {
    output.line(json ? JSON.stringify(checked) : `✗ ${checked.reason}  ${t.refused[checked.reason]}`);
    return exitCodes.rejected;
  }
  const page = checked.payload.issuer + certificatePagePath(addressOfCertificate(certificate));
  const list = await findList(listFile, keysFile === undefined ? url : undefined);
  const revocation = await readRevocation();
  const holds = revocation.is === 'not_revoked' || revocation.is === 'not_checked';
  const ok = holds || (revocation.is === 'unknown' && revocation.reason !== 'list_refused');
  if (json) {
    const reason = revocation.is === 'revoked' ? { reason: 'revoked' } : ok ? {} : { reason: 'list_refused' };
    const packed = submission ? { submission: submission.manifest } : {};
    output.line(JSON.stringify({ ...checked, ok, ...reason, revocation, page, ...packed }));
  } else {
    const [first = '', ...more] = t.facts(checked.payload);
    const lines = [
      `${ok ? '✓' : '✗'} ${first}`,
      ...more.map((line) => `  ${line}`),
      `  ${sentence()}`,
      `  ${t.page(page)}`,
      ...(submission ? submissionLines(submission.manifest, language).map((line) => `  ${line}`) : []),
    ];
    for (const line of lines) output.line(line);
  }
  return ok ? exitCodes.done : exitCodes.rejected;

  async function readRevocation(): Promise<Revocation> {
    if (list === undefined || !checked.ok) return { is: 'not_checked' };
    const read = await verifyRevocations(list, keys);
    if (!read.ok) return { is: 'unknown', reason: 'list_refused', because: read.reason };
    return revocationStatus(checked.payload, read.payload);
  }

  function sentence(): string {
    switch (revocation.is) {
      case 'revoked':
        return t.revoked(revocation.revocation.revokedAt, revocation.revocation.reason);
      case 'not_revoked':
        return t.notRevoked(revocation.asOf);
      case 'not_checked':
        return t.notChecked;
      case 'unknown':
        if (revocation.reason === 'list_refused') return t.listRefused[revocation.because];
        return revocation.reason === 'other_issuer' ? t.otherIssuer : t.listOlder;
    }
  }
}

async function findList(file: string | undefined, url: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return unpack(await read(file), 'revocations');
  if (url === undefined) return undefined;
  return unpack(JSON.stringify(await fetchJson(url, revocationsPath)), 'revocations');
}

/** The server answers a JWS within JSON; saved as it came, the file is taken too. */
function unpack(text: string, member: 'certificate' | 'revocations'): string {
  try {
    const json = JSON.parse(text) as Record<string, unknown> | null;
    const inside = json?.[member];
    return typeof inside === 'string' ? inside : text;
  } catch {
    return text;
  }
}

async function fetchJson(url: string | undefined, path: string): Promise<unknown> {
  if (url === undefined)
    throw new UsageError('Name the keys with --keys FILE, or set KAITONG_URL to fetch the published ones.');
  const response = await fetch(url.replace(/\/+$/, '') + path);
  if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
  return await response.json();
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is no JSON; a key set is what ${certificateKeysPath} answers.`);
  }
}
