import pg from 'pg';
import type { Pulse } from './pulse.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** Connection exceptions, a server that stops, has crashed, starts or has no session left (PostgreSQL, appendix A). */
const AWAY = /^(08\w{3}|57P0[123]|53300)$/;
/** What node-postgres says of a session that has gone, or could not be had in time; the system's own errors have codes. */
const GONE =
  /^(Connection terminated|Client (has encountered|was closed)|timeout exceeded when trying to connect|timeout expired)/;

/** `read_only_sql_transaction`: a primary became a standby under us, or is kept read-only. */
export const READ_ONLY = '25006';

/** `disk_full` of the table of SQLSTATE: also what a log or a temporary file of PostgreSQL says, if the error reaches us. */
const FULL = '53100';

/** Throws the error on; where it says that the database is out of reach, or its disk full, as `DatabaseUnavailable`. */
export function rethrow(error: unknown): never {
  if (error instanceof pg.DatabaseError && error.code === FULL)
    throw new DatabaseUnavailable('disk_full', `The database's disk is full: ${error.message}`, { cause: error });
  if (error instanceof pg.DatabaseError && error.code === READ_ONLY)
    throw new DatabaseUnavailable('read_only', `The database takes no writes: ${error.message}`, { cause: error });
  if (!isOutOfReach(error)) throw error;
  throw new DatabaseUnavailable('unreachable', `The database is out of reach: ${error.message}`, { cause: error });
}

function isOutOfReach(error: unknown): error is Error {
  if (error instanceof pg.DatabaseError) return AWAY.test(error.code ?? '');
  return error instanceof Error && ('syscall' in error || error instanceof AggregateError || GONE.test(error.message));
}

/** A pool whose sessions are had, or the database is out of reach: at once where it is known to answer nobody. */
export class Pool extends pg.Pool {
  /** `onWait` is told how many milliseconds passed before each session was had. */
  constructor(config: pg.PoolConfig & { pulse: Pulse; onWait?: ((ms: number) => void) | undefined }) {
    super(config);
    const connect = this.connect.bind(this) as (...given: unknown[]) => Promise<pg.PoolClient> | undefined;
    const reach = async (): Promise<pg.PoolClient | undefined> => {
      if (config.pulse.isStopped()) throw new DatabaseUnavailable('unreachable', 'The database answers nobody.');
      const asked = performance.now();
      const session = await connect()?.catch(rethrow);
      config.onWait?.(performance.now() - asked);
      return session;
    };
    Object.assign(this, { connect: (...given: unknown[]) => (given.length > 0 ? connect(...given) : reach()) });
  }
}
