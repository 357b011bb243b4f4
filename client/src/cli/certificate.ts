import { readFile } from 'node:fs/promises';
import { type CertificateRefusal, verifyCertificate } from '@kaitong/judge';
import { UsageError } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';

const KEYS_PATH = '/.well-known/kaitong/certificate-keys.json';

const reasons: Record<CertificateRefusal, string> = {
  malformed: 'The file holds no certificate.',
  algorithm_not_accepted: 'It names another algorithm than Ed25519; such a certificate is never to be believed.',
  key_unknown: 'None of the given keys signed it. Is it from another platform?',
  signature_wrong: 'It was changed after it was signed.',
  version_unknown: 'It was signed by a later version of Kaitong.',
  payload_invalid: 'What was signed is not a whole certificate.',
};

export type VerifyOptions = { keys?: string; json: boolean };

/** `kaitong certificate verify FILE`: offline with `--keys FILE`, otherwise with the keys that the server publishes. */
export async function verify(
  file: string,
  { keys, json }: VerifyOptions,
  url: string | undefined,
  output: Output,
): Promise<ExitCode> {
  const checked = await verifyCertificate(await read(file), await findKeys(keys, url));
  if (json) output.line(JSON.stringify(checked));
  else if (!checked.ok) output.line(`✗ ${checked.reason}  ${reasons[checked.reason]}`);
  else {
    const { pid, deviceId, firmware, judgedAt, objects, warnings, issuer } = checked.payload;
    output.line(`✓ PID ${pid}, device ${deviceId}, firmware ${firmware}`);
    output.line(`  judged ${judgedAt} by ${issuer}: ${objects.length} objects, ${warnings.length} warnings`);
  }
  return checked.ok ? exitCodes.done : exitCodes.rejected;
}

async function findKeys(file: string | undefined, url: string | undefined): Promise<unknown> {
  if (file !== undefined) return JSON.parse(await read(file));
  if (url === undefined)
    throw new UsageError('Name the keys with --keys FILE, or set KAITONG_URL to fetch the published ones.');
  const response = await fetch(url.replace(/\/+$/, '') + KEYS_PATH);
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
