import type { Database } from '../database.ts';

export type Statement = { text: string; values: readonly unknown[] };

/** What the program itself sends to the database, to be looked at statement by statement. */
export type Recorder = {
  /** Those since the last call. */
  take(): Statement[];
};

/** From now on notes every statement of this pool. */
export function recordStatements({ pool }: Pick<Database<unknown>, 'pool'>): Recorder {
  let taken: Statement[] = [];
  const known = new WeakSet<object>();
  pool.on('acquire', (client) => {
    if (known.has(client)) return;
    known.add(client);
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    Object.assign(client, {
      query(text: unknown, values: unknown, ...more: unknown[]) {
        if (typeof text === 'string' && Array.isArray(values)) taken.push({ text, values });
        return query(text, values, ...more);
      },
    });
  });
  return {
    take() {
      const all = taken;
      taken = [];
      return all;
    },
  };
}
