import type { QueryExecutorProvider } from 'kysely';

/** Anything that SQL runs on, whatever its tables: a `Kysely`, or a `Transaction` to be part of it. */
export type Executor = QueryExecutorProvider;
