import { Worker } from 'node:worker_threads';

export type Hashes = { md5: string; sha256: string };

/** JavaScript, so that the thread starts wherever the program lies and without the stripping of types. */
const HASHING = `
  const { createHash } = require('node:crypto');
  const { readSync } = require('node:fs');
  const { parentPort } = require('node:worker_threads');
  const slab = Buffer.alloc(1 << 18);
  parentPort.on('message', ({ id, fd, bytes }) => {
    try {
      const hashes = [createHash('md5'), createHash('sha256')];
      for (let at = 0; at < bytes; ) {
        const read = readSync(fd, slab, 0, Math.min(slab.length, bytes - at), at);
        if (read === 0) throw new Error('the file ends before its bytes do');
        for (const hash of hashes) hash.update(slab.subarray(0, read));
        at += read;
      }
      const [md5, sha256] = hashes.map((hash) => hash.digest('hex'));
      parentPort.postMessage({ id, hashes: { md5, sha256 } });
    } catch (error) {
      parentPort.postMessage({ id, error, code: error.code });
    }
  });
`;

type Answer = { id: number } & (
  | { hashes: Hashes }
  | { error: Error /** It does not cross threads with its error. */; code: unknown }
);

/** One for all stores of this process, from the first file on. */
let thread: Worker | undefined;
const waiting = new Map<number, PromiseWithResolvers<Hashes>>();
let asked = 0;

/**
 * The hashes of the first bytes of an open file, by a thread that reads them from the system's cache: on the main thread
 * they would be half of what it does while large objects come in. The file stays open until this settles.
 */
export function hashFile(fd: number, bytes: number): Promise<Hashes> {
  thread ??= startThread();
  const id = asked++;
  const answer = Promise.withResolvers<Hashes>();
  waiting.set(id, answer);
  thread.ref(); // The process stays up for an answer, and not for the thread.
  thread.postMessage({ id, fd, bytes });
  return answer.promise;
}

function startThread(): Worker {
  const started = new Worker(HASHING, { eval: true, stdin: false });
  started.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) started.unref();
    if ('hashes' in answer) one?.resolve(answer.hashes);
    else one?.reject(Object.assign(answer.error, { code: answer.code }));
  });
  // Out of memory, say: who waits is told to try again, and the next one has a thread of its own.
  started.on('error', (error) => end(started, error));
  started.on('exit', () => end(started, new Error('the thread that hashes has ended')));
  return started;
}

function end(ended: Worker, error: unknown): void {
  if (thread !== ended) return;
  thread = undefined;
  for (const one of waiting.values()) one.reject(error);
  waiting.clear();
}
