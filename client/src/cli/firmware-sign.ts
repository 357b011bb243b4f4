import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  compareFirmware,
  FirmwareManifest,
  FirmwareVersion,
  MOST_IMAGE_BYTES,
  manifestText,
  Pid,
  type SignedManifest,
} from '@kaitong/contract';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';

export type SignOptions = {
  key: string;
  pid: string;
  firmware: string;
  takesBack?: string;
  out?: string;
  json: boolean;
};

/** Where a signed manifest is written and looked for, unless a name is given. */
export const manifestFileOf = (image: string): string => `${image}.kaitong.json`;

/** `kaitong firmware sign IMAGE`: on the machine that has the key; nothing is sent anywhere. */
export async function signFirmware(file: string, options: SignOptions, output: Output): Promise<ExitCode> {
  const { out = manifestFileOf(file), json } = options;
  const key = readKey(await read(options.key), options.key);
  const image = await read(file);
  if (image.length === 0 || image.length > MOST_IMAGE_BYTES)
    throw new UsageError(`${file} has ${image.length} bytes; an image has 1 to ${MOST_IMAGE_BYTES}.`);
  const version = versionOf(options.firmware, '--firmware');
  const takesBack = options.takesBack === undefined ? null : versionOf(options.takesBack, '--takes-back');
  if (takesBack !== null && compareFirmware(takesBack, version) === 0)
    throw new UsageError('--takes-back names the version that goes, --firmware the one that comes.');
  const manifest = FirmwareManifest.parse({
    ...{ pid: pidOf(options.pid), version, takesBack },
    ...{ bytes: image.length, sha256: createHash('sha256').update(image).digest('hex') },
  });
  const signature = sign(null, Buffer.from(manifestText(manifest)), key).toString('hex');
  const signed = JSON.stringify({ manifest, signature } satisfies SignedManifest, null, 2);
  await writeFile(out, `${signed}\n`).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UsageError(`${out} cannot be written (${code}).`);
  });
  output.line(json ? JSON.stringify({ manifest, signature, file: out }) : out);
  return exitCodes.done;
}

function readKey(pem: Buffer, file: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // said below
  }
  throw new UsageError(
    `${file} is no private Ed25519 key in PEM without a passphrase; openssl genpkey -algorithm ed25519 makes one.`,
  );
}

export async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function versionOf(text: string, option: string): FirmwareVersion {
  const version = FirmwareVersion.safeParse(text);
  if (!version.success) throw new UsageError(`${option} must be two to four numbers, as 2.3.0.`);
  return version.data;
}

export function pidOf(text: string): Pid {
  const pid = Pid.safeParse(text.trim().toLowerCase());
  if (!pid.success)
    throw new UsageError('Name a product by its PID, 16 letters and digits; kaitong products lists them.');
  return pid.data;
}
