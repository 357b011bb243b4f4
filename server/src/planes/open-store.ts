import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Connection } from '../store/connection.ts';
import { openPostgres } from '../store/postgres.ts';

/**
 * The database that the planes of this process share; closed with the stack.
 *
 * @throws DatabaseUnavailable
 */
export async function openStore(stack: AsyncDisposableStack, config: Config, log: Log): Promise<Connection> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const { databaseUrl: url, dataFolder } = config;
  const postgres = await openPostgres(
    url === undefined
      ? {
          folder: path.join(dataFolder, 'postgres'),
          onRestart: (outcome) => log.error({ outcome }, 'database.restarted'),
          onError: (err) => log.error({ err }, 'database.not_looked_after'),
        }
      : { url },
  );
  stack.defer(() => postgres.stop());
  return postgres.connection;
}
