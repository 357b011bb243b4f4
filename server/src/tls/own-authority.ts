import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { days } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import { issueCertificate, makeAuthority, type Validity } from './issue.ts';
import { CertificateError, type Pair } from './pair.ts';

/** As long as a camera stands on its wall. */
const AUTHORITY_LASTS = days(20 * 365);
/** Phones take no certificate of a server for longer than 398 days. */
const CERTIFICATE_LASTS = days(90);
/** So long before its end it is renewed. */
const RENEWED_BEFORE = days(30);

/** What others need to trust this installation; no secret. */
export type Authority = {
  /** The certificate of the authority, in PEM. */
  cert: string;
  /** SHA-256 of the certificate in DER: 64 hex digits in lower case. */
  fingerprint: string;
  /** Where its certificate is on this machine, for programs that should trust it. */
  file: string;
};

/** Certificates for this server by an authority of its own. */
export type OwnAuthority = {
  authority: Authority;
  current(): Pair;
  /** Of any names and any time, for tests of cameras. */
  issue(names: readonly string[], validity: Validity): Promise<Pair>;
  /** Issues a new one when the present one nears its end or lacks one of these names. @returns whether it did */
  renew(names: readonly string[]): Promise<boolean>;
};

/**
 * The authority that is kept in `folder`, made where there is none. Several processes may do that at once and get the
 * same one.
 *
 * @throws CertificateError
 */
export async function openOwnAuthority(
  folder: string,
  names: readonly string[],
  now: () => number = () => systemClock.now().getTime(),
): Promise<OwnAuthority> {
  const pair = read(folder) ?? (await create(folder, now()));
  const certificate = parse(pair, folder);
  const issue = async (all: readonly string[]): Promise<Pair> =>
    await issueCertificate(pair, all, { from: now(), length: CERTIFICATE_LASTS });
  const file = path.join(folder, 'ca.crt');
  writeFileSync(file, pair.cert);
  let issuedFor = names;
  let current = await issue(names);
  return {
    authority: { cert: pair.cert, fingerprint: fingerprintOf(certificate), file },
    current: () => current,
    issue: (all, validity) => issueCertificate(pair, all, validity),
    async renew(wanted) {
      const until = new X509Certificate(current.cert).validToDate.getTime();
      const isCovered = wanted.every((name) => issuedFor.includes(name));
      if (isCovered && until - now() > RENEWED_BEFORE) return false;
      current = await issue(wanted);
      issuedFor = wanted;
      return true;
    },
  };
}

const fingerprintOf = ({ fingerprint256 }: X509Certificate): string => fingerprint256.replaceAll(':', '').toLowerCase();

const fileIn = (folder: string): string => path.join(folder, 'authority.pem');

/** As it lies there, with its key; `undefined`: there is none. @throws CertificateError */
export function readAuthority(folder: string): string | undefined {
  try {
    return readFileSync(fileIn(folder), 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CertificateError(`The authority ${fileIn(folder)} cannot be read (${code}).`, { cause });
  }
}

function read(folder: string): Pair | undefined {
  const text = readAuthority(folder);
  const block = (label: string): string =>
    new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`).exec(text ?? '')?.[0] ?? '';
  return text === undefined ? undefined : { cert: block('CERTIFICATE'), key: block('PRIVATE KEY') };
}

function parse({ cert, key }: Pair, folder: string): X509Certificate {
  try {
    const certificate = new X509Certificate(cert);
    if (certificate.checkPrivateKey(createPrivateKey(key))) return certificate;
  } catch {
    // said below
  }
  throw new CertificateError(
    `The authority ${fileIn(folder)} is damaged. Put it back from a copy; without one remove it: a new one is made, and phones and cameras have to be told of it anew.`,
  );
}

async function create(folder: string, from: number): Promise<Pair> {
  const name = `Kaitong ${randomBytes(3).toString('hex')}`; // tells it from others in the list of a phone
  const { cert, key } = await makeAuthority(name, { from, length: AUTHORITY_LASTS });
  putAuthority(folder, cert + key);
  const made = read(folder);
  if (!made) throw new CertificateError(`The authority ${fileIn(folder)} was removed while it was being made.`);
  return made;
}

/** `link` refuses to replace: of two processes that put one there at once, both go on with the first one's. */
export function putAuthority(folder: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = fileIn(folder);
  const stage = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(stage, 'wx', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(stage, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(stage);
  }
}
