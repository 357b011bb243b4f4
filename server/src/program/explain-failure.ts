import { RestoreError } from '../backup/restore-error.ts';
import { ConfigError } from '../config.ts';
import { KeyStoreError, KeysUnavailable } from '../keys/keys-unavailable.ts';
import { BucketUnusable } from '../objects/s3/prepare-bucket.ts';
import { MasterKeyError } from '../secrets/master-key.ts';
import { DatabaseUnavailable } from '../store/unavailable.ts';
import { CertificateError } from '../tls/pair.ts';

type SystemError = NodeJS.ErrnoException & { port?: number };

/** Their messages are written for whoever started it. */
const EXPLAINED = [
  BucketUnusable,
  CertificateError,
  ConfigError,
  DatabaseUnavailable,
  KeyStoreError,
  KeysUnavailable,
  MasterKeyError,
  RestoreError,
];

/** What a person has to put right first. */
const SETTINGS = [BucketUnusable, CertificateError, ConfigError, MasterKeyError];
/** `EX_CONFIG` of sysexits.h: whoever watches over programs need not start this one again. */
export const EXIT_SETTINGS = 78;

export const exitCodeOf = (error: unknown): number =>
  SETTINGS.some((kind) => error instanceof kind) ? EXIT_SETTINGS : 1;

/** One sentence for whoever started it; undefined for what nobody expected, which keeps its stack. */
export function explainFailure(error: unknown): string | undefined {
  if (EXPLAINED.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, port, syscall, path } = error as SystemError;
  if (syscall === 'mkdir' && code !== 'ENOSPC')
    return `The data folder ${path} cannot be made (${code}). Choose another one with KAITONG_DATA.`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop it, or choose another one with KAITONG_PORT (MQTT and the room take the two after it), or with KAITONG_IMPOSTOR_PORT if you set that to it.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user. Choose one above 1023 with KAITONG_PORT.`;
    case 'EADDRNOTAVAIL':
      return 'KAITONG_HOST names an address that this machine does not have.';
    case 'ENOSPC':
      return 'The disk is full. Make room (a start needs about 300 MB) or choose another folder with KAITONG_DATA.';
    default:
      return undefined;
  }
}
