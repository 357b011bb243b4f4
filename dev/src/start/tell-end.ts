import type { Log } from '@kaitong/server';

/** What ends this process stands in its log: an error that nobody took, which Node ends it for, and with which code it went. */
export function tellEnd(log: Log): void {
  process.on('uncaughtExceptionMonitor', (err, origin) => log.fatal({ err, origin }, 'process.failed'));
  process.on('exit', (code) => log.info({ code }, 'process.ended'));
}
