import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';
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
  /** What somebody writes is whole after so long: a start waits for it, and what changed is read when it has passed. */
  patience?: Duration | undefined;
};

export type FollowedFiles = {
  current(): Pair;
  /** Why what the files hold is not used, in one sentence. */
  problem(): string | undefined;
  /** Takes what is there now, if it is no worse than what is used. */
  look(): void;
  close(): void;
};

/** Of folders over the network nothing is told, and what was not good may have become so, or the present one may have ended. */
const LOOK_EVERY = minutes(1);
const PATIENCE = seconds(2);
const LOOK_AGAIN = milliseconds(100);

/**
 * Follows files as tools renew them: written over, renamed into place, or through a link that is set anew. Never throws
 * once they are followed: what cannot be used is told, and what is used stays.
 *
 * @throws CertificateError
 */
export async function followFiles(
  files: CertificateFiles,
  { host, log, tell, standIn, patience = PATIENCE }: FollowOptions,
): Promise<FollowedFiles> {
  const worriesOf = (pair: Pair): string[] => findWorries(pair, host, systemClock.now().getTime());
  const read = standIn ? readFiles(files) : await readPatiently(files, patience);
  let current = 'wrong' in read ? orFail(standIn, read.wrong) : read;
  let said = '';
  if (current !== standIn) warn(current);
  function warn(pair: Pair): void {
    for (const worry of worriesOf(pair)) log.error({ file: files.cert, worry }, 'certificate.doubtful');
  }
  function look(): void {
    try {
      take(readFiles(files));
    } catch (err) {
      said = String(err);
      log.error({ file: files.cert, err }, 'certificate.not_taken');
    }
  }
  function take(found: Pair | { wrong: string }): void {
    const reason = 'wrong' in found ? found.wrong : whyWorse(found);
    if ('wrong' in found || reason !== '') {
      // Between the writing of the one and of the other they do not fit; the present ones go on.
      if (reason !== said && current !== standIn) log.warn({ reason }, 'certificate.not_taken');
      said = reason;
      return;
    }
    if (found.cert !== current.cert || found.key !== current.key) {
      tell(found);
      current = found;
      warn(found);
    }
    said = '';
  }
  /** One that is doubtful replaces only one that is doubtful too, or none. */
  function whyWorse(found: Pair): string {
    const isOld = found.cert === current.cert && found.key === current.key;
    if (isOld || current === standIn || worriesOf(current).length > 0) return '';
    return worriesOf(found)
      .map((worry) => `${files.cert}: ${worry}`)
      .join(' ');
  }
  const folders = [...new Set([files.cert, files.key].map((file) => path.dirname(file)))];
  let settling: NodeJS.Timeout | undefined;
  const lookSoon = (): void => {
    clearTimeout(settling);
    settling = setTimeout(look, patience).unref();
  };
  const watchers = folders.flatMap((folder) => watchFolder(folder, lookSoon, log));
  const timer = setInterval(look, LOOK_EVERY).unref();
  return {
    current: () => current,
    problem: () => said || undefined,
    look,
    close() {
      clearTimeout(settling);
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

async function readPatiently(files: CertificateFiles, patience: Duration): Promise<Pair | { wrong: string }> {
  const givesUpAt = performance.now() + patience;
  for (;;) {
    const found = readFiles(files);
    if (!('wrong' in found) || performance.now() >= givesUpAt) return found;
    await sleep(LOOK_AGAIN);
  }
}

/** A machine tells only so many programs of changes (`fs.inotify.max_user_instances`); without that the timer looks. */
function watchFolder(folder: string, look: () => void, log: Log): FSWatcher[] {
  try {
    return [watch(folder, { persistent: false }, look).on('error', look)];
  } catch (err) {
    log.warn({ folder, err }, 'certificate.not_watched');
    return [];
  }
}

function orFail(standIn: Pair | undefined, wrong: string): Pair {
  if (!standIn) throw new CertificateError(wrong);
  return standIn;
}
