import { open, readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SUBMISSION_CERTIFICATE } from '@kaitong/contract';
import { extract } from 'tar-stream';
import { UsageError } from './usage-error.ts';

/** Some times what a server makes: an SBOM of 2 MiB and reports in two languages. */
const LARGEST = 64 * 1024 * 1024;

const BLOCK = 512;
/** POSIX 1003.1, ustar: where a header says what it is. */
const MAGIC = { from: 257, text: 'ustar' };

/** The files of a package by name; undefined where the file is no tar, and so may be a certificate. */
export async function readSubmissionFile(file: string): Promise<Map<string, Uint8Array> | undefined> {
  if (!(await isTar(file))) return undefined;
  return await readSubmission(await readFile(file));
}

/** None where it is not whole, or not as packages are: of two files with one name each program would read another. */
export async function readSubmission(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const tar = extract();
  const files = new Map<string, Uint8Array>();
  tar.end(bytes);
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      if (type !== 'file' || files.has(name)) return new Map();
      files.set(name, await buffer(entry));
    }
  } catch {
    return new Map();
  }
  return files;
}

async function isTar(file: string): Promise<boolean> {
  const head = Buffer.alloc(BLOCK);
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    await handle.read(head, 0, BLOCK, 0);
    const is = head.toString('latin1', MAGIC.from, MAGIC.from + MAGIC.text.length) === MAGIC.text;
    if (is && size > LARGEST) throw new UsageError(`${file} is larger than any submission package.`);
    return is;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const certificateWithin = (files: ReadonlyMap<string, Uint8Array>): string =>
  Buffer.from(files.get(SUBMISSION_CERTIFICATE) ?? []).toString();
