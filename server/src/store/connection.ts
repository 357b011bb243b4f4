import type pg from 'pg';

/** How to reach the database, as node-postgres takes it. Holds a password: never log it. */
export type Connection = Pick<
  pg.ClientConfig,
  'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'
>;
