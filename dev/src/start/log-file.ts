import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Config, createLog, type Log } from '@kaitong/server';
import { destination } from 'pino';

/** The server's log goes to a file beside its data: the terminal is for people. Written at once: what a program that dies said last is what counts. */
export function openLogFile(config: Config): Log {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const file = path.join(config.dataFolder, 'kaitong.log');
  return createLog({ level: config.logLevel }, destination({ dest: file, mode: 0o600, sync: true }));
}
