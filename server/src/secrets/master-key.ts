import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { createKeyRing, KEY_BYTES, type KeyRing } from './wrapping.ts';

/** The key file cannot be used. `message` is one sentence for the operator. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

const LINE = /^[\w-]{43}$/;
const HEADING =
  '# Kaitong master key. Without it no footage and no device secret can be read: keep a copy apart from the backups.\n' +
  '# One key a line (32 bytes, base64url). The first wraps; the others only unwrap: kaitong master-key.\n';

/** `data` → `data.key`: beside the data folder, so that whoever copies the folder does not carry the key along. */
export function defaultKeyFile(dataFolder: string): string {
  return `${path.resolve(dataFolder)}.key`;
}

/**
 * The keys in `file`; made with one random key if there is no such file and `mayCreate`. Several processes may do that at
 * once and get the same key.
 *
 * @throws MasterKeyError
 */
export function openMasterKey(file: string, { mayCreate }: { mayCreate: boolean }): KeyRing {
  let text = readIfThere(file);
  if (text === undefined) {
    if (!mayCreate) {
      throw new MasterKeyError(
        `The master key ${file} is missing, but there is data that it protects. Put it back from your copy.`,
      );
    }
    create(file);
    text = readFileSync(file, 'utf8');
  }
  const { mode } = statSync(file);
  if ((mode & 0o077) !== 0) {
    throw new MasterKeyError(`Others may read the master key ${file}. Run: chmod 600 '${file}'`);
  }
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const [current, ...older] = keys.map((key) => decode(key, file));
  if (!current) throw new MasterKeyError(`The master key ${file} is empty. Put it back from your copy.`);
  return createKeyRing(current, older);
}

const newKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** `link` refuses to replace: of two processes that make the file at once, both go on with the first one's key. */
function create(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const stage = writeStage(file, [newKey()]);
  try {
    linkSync(stage, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(stage);
  }
}

/** On the disk before it gets its name: a key that a power cut took back would take the data with it. */
function writeStage(file: string, keys: string[]): string {
  const stage = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = openSync(stage, 'wx', 0o600);
  writeSync(handle, `${HEADING}${keys.join('\n')}\n`);
  fsyncSync(handle);
  closeSync(handle);
  return stage;
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function decode(line: string, file: string): Uint8Array {
  if (!LINE.test(line)) {
    throw new MasterKeyError(`The master key ${file} holds a line that is no key of ${KEY_BYTES} bytes in base64url.`);
  }
  return new Uint8Array(Buffer.from(line, 'base64url'));
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new MasterKeyError(`The master key ${file} cannot be read (${code}).`, { cause });
  }
}
