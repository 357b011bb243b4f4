import path from 'node:path';
import { type Config, createLog, type Log } from '@kaitong/server';
import { destination } from 'pino';

/** The server's log goes to a file beside its data: the terminal is for people. */
export function openLogFile(config: Config): Log {
  const file = path.join(config.dataFolder, 'kaitong.log');
  return createLog({ level: config.logLevel }, destination({ dest: file, mkdir: true, mode: 0o600 }));
}
