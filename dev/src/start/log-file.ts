import { mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Config, createLog, type Log } from '@kaitong/server';

/** The server's log goes to a file beside its data: the terminal is for people. Written at once: what a program that dies said last is what counts. */
export function openLogFile(config: Pick<Config, 'dataFolder' | 'logLevel'>): Log {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const lines = openLines(path.join(config.dataFolder, 'kaitong.log'));
  const log = createLog({ level: config.logLevel }, lines);
  lines.onBack = (dropped) => log.error({ lines: dropped }, 'log.dropped');
  return log;
}

type Lines = {
  write(line: string): void;
  /** Told how many lines are missing, once the file takes them again. */
  onBack: (dropped: number) => void;
};

/** Lines of a file on a disk that may be full: what it does not take is dropped and counted, and nothing throws. */
export function openLines(file: string, put: typeof writeSync = writeSync): Lines {
  const descriptor = openSync(file, 'a', 0o600);
  let dropped = 0;
  let isTorn = false;

  /** Whether all of it was taken. */
  function take(text: string): boolean {
    const bytes = Buffer.from(text);
    let at = 0;
    try {
      while (at < bytes.length) at += put(descriptor, bytes, at);
      return true;
    } catch {
      isTorn ||= at > 0;
      return false;
    }
  }

  const lines: Lines = {
    write(line) {
      if (!take(isTorn ? `\n${line}` : line)) {
        dropped++;
        return;
      }
      isTorn = false;
      const missing = dropped;
      dropped = 0;
      if (missing > 0) lines.onBack(missing);
    },
    onBack: () => {},
  };
  return lines;
}
