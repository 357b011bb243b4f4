import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Environment, readConfig } from '../config.ts';
import { type Server, startServer } from '../context.ts';
import { createLog, type Log } from '../log.ts';
import { exitCodeOf, explainFailure } from './explain-failure.ts';
import { listenForStop } from './listen-for-stop.ts';

export type ServeOptions = {
  environment: Environment;
  /** What the web package built; without it there are no pages. */
  pages: string | undefined;
};

/**
 * A server as an operator runs it, alone or one of many: its log is standard output, a line an event, and it goes on until
 * it is told to stop. Nothing of a demonstration. Answers with the exit code: 78 where a person has to put something right
 * first, so that whoever watches over programs does not start it again.
 */
export async function serve({ environment, pages }: ServeOptions): Promise<number> {
  const stop = listenForStop({ onInsist: (code) => process.exit(code) });
  const asked = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  try {
    const config = readConfig(environment);
    const log = createLog({ level: config.logLevel });
    process.on('uncaughtExceptionMonitor', (err, origin) => log.fatal({ err, origin }, 'process.failed'));
    if (pages === undefined) log.warn('There are no built pages: only calls are answered.');
    const starting = startServer(config, { log, ...(pages !== undefined && { pages }) });
    await Promise.race([starting, asked]); // a start that is told to stop ends where it has arrived
    const server = await starting;
    if (!stop.aborted) await tellFirstOperator(server, config.dataFolder, log);
    process.send?.({ ready: [] });
    await asked;
    await server.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`${explainFailure(error) ?? (error instanceof Error ? error.stack : String(error))}\n`);
    return exitCodeOf(error);
  }
}

/** The link opens the platform to whoever has it: it goes to a terminal or to a file of ours, and into no log. */
async function tellFirstOperator(server: Server, folder: string, log: Log): Promise<void> {
  await server.openSetUpLink((link) => {
    if (process.stderr.isTTY)
      return void process.stderr.write(`\nCreate the first operator (the link works once): ${link}\n\n`);
    const file = path.join(folder, 'first-operator.txt');
    writeFileSync(file, `${link}\n`, { mode: 0o600 });
    log.warn({ file }, 'The file has a link that creates the first operator; it works once.');
  });
}
