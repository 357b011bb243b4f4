import pg from 'pg';
import type { Connection } from '../connection.ts';
import { reach } from '../reach.ts';

export type Told = {
  /** All that was told on the schema since the last call, and was committed before this one. */
  take(): Promise<string[]>;
  close(): Promise<void>;
};

/** Hears what sessions of a schema are told, whatever they listen to. */
export async function hearTold(connection: Connection, schema: string): Promise<Told> {
  const client = new pg.Client({ ...reach(connection), application_name: `kaitong-${schema}-told` });
  let told: string[] = [];
  let marked = (): void => {};
  client.on('notification', ({ payload = '' }) => (payload === MARK ? marked() : told.push(payload)));
  await client.connect();
  await client.query(`LISTEN kaitong_${schema}`);
  return {
    async take() {
      const isMarked = new Promise<void>((resolve) => {
        marked = resolve;
      });
      await client.query('SELECT pg_notify($1, $2)', [`kaitong_${schema}`, MARK]);
      await isMarked;
      const all = told;
      told = [];
      return all;
    },
    close: () => client.end(),
  };
}

const MARK = 'all-told -';
