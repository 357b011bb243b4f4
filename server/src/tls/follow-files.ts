import { watch } from 'node:fs';
import path from 'node:path';
import { hours } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { CertificateError, type Pair } from './pair.ts';
import { type CertificateFiles, findWorries, readFiles } from './read-files.ts';

export type FollowOptions = {
  /** The host that people and cameras know. */
  host: string;
  log: Log;
  /** Called with each later one. */
  tell(pair: Pair): void;
  /** What is used where the files hold nothing yet. Without one that is an error. */
  standIn?: Pair;
};

export type FollowedFiles = {
  current(): Pair;
  /** Why what the files hold is not used, in one sentence. */
  problem(): string | undefined;
  /** Takes what is there now. */
  look(): void;
  close(): void;
};

const LOOK_EVERY = hours(1);

/**
 * Follows files as tools renew them: written over, renamed into place, or through a link that is set anew.
 *
 * @throws CertificateError
 */
export function followFiles(files: CertificateFiles, { host, log, tell, standIn }: FollowOptions): FollowedFiles {
  const read = readFiles(files);
  let current = 'wrong' in read ? orFail(standIn, read.wrong) : read;
  let said = '';
  if (current !== standIn) warn(current);
  function warn(pair: Pair): void {
    for (const worry of findWorries(pair, host, systemClock.now().getTime()))
      log.error({ file: files.cert, worry }, 'certificate.doubtful');
  }
  function look(): void {
    const found = readFiles(files);
    if ('wrong' in found) {
      // Between the writing of the one and of the other they do not fit; the present ones go on.
      if (found.wrong !== said && current !== standIn) log.warn({ reason: found.wrong }, 'certificate.not_taken');
      said = found.wrong;
      return;
    }
    said = '';
    if (found.cert === current.cert && found.key === current.key) return;
    current = found;
    warn(found);
    tell(found);
  }
  const folders = [...new Set([files.cert, files.key].map((file) => path.dirname(file)))];
  const watchers = folders.map((folder) => watch(folder, { persistent: false }, look).on('error', look));
  const timer = setInterval(look, LOOK_EVERY).unref(); // of folders over the network nothing is told
  return {
    current: () => current,
    problem: () => said || undefined,
    look,
    close() {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function orFail(standIn: Pair | undefined, wrong: string): Pair {
  if (!standIn) throw new CertificateError(wrong);
  return standIn;
}
