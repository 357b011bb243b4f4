import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Output as Answer, platform } from '@kaitong/contract';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { besideJson, type Output } from './output.ts';
import { UsageError } from './usage-error.ts';

/** A key file as the server reads it: one key a line (32 bytes, base64url); the first wraps, the others only read. */
type KeyFile = { comments: string[]; keys: [string, ...string[]] };

type Options = { json: boolean };

const LINE = /^[\w-]{43}$/;

/**
 * First step. The new key stands last, so that processes may be started again one after the other: whatever one of them
 * wraps, the others read.
 */
export async function addKey(name: string, { json }: Options, output: Output): Promise<ExitCode> {
  const people = besideJson(output, json);
  const file = path.resolve(name);
  const { comments, keys } = await readKeys(file);
  if (keys.length > 1)
    throw new UsageError(
      `${file} holds ${keys.length} keys already. Go on with "use" and "finish" of the change that is under way.`,
    );
  const added = randomBytes(32).toString('base64url');
  await writeKeys(file, { comments, keys: [...keys, added] });
  people.line(`Added key ${nameOf(added)}, which only reads for now.`);
  people.line('1. Copy the file to every machine of the platform, and keep a copy where you keep the old one.');
  people.line('2. Restart every process, one after the other.');
  people.line(`3. kaitong master-key use ${name}`);
  if (json) output.line(JSON.stringify({ step: 'add', file, wraps: keys.map(nameOf)[0], reads: [nameOf(added)] }));
  return exitCodes.done;
}

/** Second step: the new key wraps, once every process can read what it wrapped. */
export async function useKey(
  connection: ServerConnection,
  name: string,
  { json }: Options,
  output: Output,
): Promise<ExitCode> {
  const people = besideJson(output, json);
  const file = path.resolve(name);
  const { comments, keys } = await readKeys(file);
  const last = keys.at(-1) as string;
  if (keys.length === 1) throw new UsageError(`${file} holds one key. Begin with: kaitong master-key add ${name}`);
  const behind = await findBehind(connection, (ring) => ring.includes(nameOf(last)));
  if (behind.length > 0) return refuse(output, `have not read key ${nameOf(last)} yet`, behind);
  await writeKeys(file, { comments, keys: [last, ...keys.slice(0, -1)] });
  people.line(`Key ${nameOf(last)} wraps from the next start of a process on; the older ones read.`);
  people.line('1. Copy the file to every machine of the platform.');
  people.line('2. Restart every process, one after the other.');
  people.line(`3. kaitong master-key finish ${name}`);
  if (json)
    output.line(JSON.stringify({ step: 'use', file, wraps: nameOf(last), reads: keys.slice(0, -1).map(nameOf) }));
  return exitCodes.done;
}

/** Third step: nothing is wrapped by an older key any more, so it goes. */
export async function finishKey(
  connection: ServerConnection,
  name: string,
  { json }: Options,
  output: Output,
): Promise<ExitCode> {
  const people = besideJson(output, json);
  const file = path.resolve(name);
  const { comments, keys } = await readKeys(file);
  const [first, ...older] = keys;
  if (older.length === 0) throw new UsageError(`${file} holds one key: there is nothing to finish.`);
  const behind = await findBehind(connection, ([wrapping]) => wrapping === nameOf(first));
  if (behind.length > 0) return refuse(output, `do not wrap by key ${nameOf(first)} yet`, behind);
  if (!(await rewrapAll(connection, people))) return exitCodes.refused;
  await writeKeys(file, { comments, keys: [first] });
  people.line(`${older.map(nameOf).join(', ')} is out of the file; key ${nameOf(first)} is the only one.`);
  people.line('1. Copy the file to every machine of the platform, and restart every process when it suits you.');
  people.line('2. Backups that were made until now need the older key: keep it with them, apart from the machines.');
  people.line('3. Make a backup now.');
  if (json)
    output.line(JSON.stringify({ step: 'finish', file, wraps: nameOf(first), reads: [], removed: older.map(nameOf) }));
  return exitCodes.done;
}

/** Until a look finds nothing left: a process may have wrapped something by the older key a moment before it ended. */
async function rewrapAll({ client }: ServerConnection, output: Output): Promise<boolean> {
  for (;;) {
    const { planes } = await client.rewrapSecrets({});
    for (const { plane, rewrapped } of planes) if (rewrapped > 0) output.line(`${plane}: ${rewrapped} wrapped anew`);
    if (planes.some(({ rewrapped }) => rewrapped > 0)) continue;
    const lost = planes.filter(({ unreadable }) => unreadable > 0);
    for (const { plane, unreadable } of lost)
      output.error(
        `${plane}: ${unreadable} secrets are wrapped by a key that is not in the file, or were changed. Put that key into the file as a further line, restart, and finish again. The older keys stay in the file.`,
      );
    return lost.length === 0;
  }
}

type Plane = Answer<typeof platform.getKeyRings>['planes'][number];

async function findBehind({ client }: ServerConnection, isReady: (ring: string[]) => boolean): Promise<Plane[]> {
  const { planes } = await client.getKeyRings({});
  return planes.filter(({ keyRings }) => keyRings === null || !keyRings.every(isReady));
}

function refuse(output: Output, what: string, behind: Plane[]): ExitCode {
  for (const { plane, keyRings } of behind)
    output.error(keyRings === null ? `${plane} does not answer.` : `${plane}: processes ${what}.`);
  output.error(
    'Nothing was changed. Copy the file there and restart them; one that was killed counts for another minute.',
  );
  return exitCodes.refused;
}

async function readKeys(file: string): Promise<KeyFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}). It is what KAITONG_MASTER_KEY names.`);
  });
  const lines = text.split('\n').map((line) => line.trim());
  const comments = lines.filter((line) => line.startsWith('#'));
  const [first, ...others] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (first === undefined || ![first, ...others].every((line) => LINE.test(line)))
    throw new UsageError(`${file} is no master key of Kaitong.`);
  return { comments, keys: [first, ...others] };
}

/** Whole or as before, whatever happens: without its keys the platform is lost. */
async function writeKeys(file: string, { comments, keys }: KeyFile): Promise<void> {
  const { uid, gid } = await stat(file); // whoever runs the server reads it, not whoever runs this
  const stage = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await synced(await open(stage, 'wx', 0o600), async (handle) => {
      await handle.chown(uid, gid);
      await handle.writeFile(`${[...comments, ...keys].join('\n')}\n`);
    });
    await rename(stage, file);
  } finally {
    await rm(stage, { force: true });
  }
  await synced(await open(path.dirname(file), 'r'));
}

async function synced(handle: FileHandle, write?: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await write?.(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** As the server names it. */
const nameOf = (key: string): string =>
  createHash('sha256').update('kaitong key id').update(Buffer.from(key, 'base64url')).digest('hex').slice(0, 12);
