import type { Kysely, KyselyPlugin } from 'kysely';
import pg from 'pg';
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

/** What is built on this handle alone: other work of the process on the same pool is not counted. */
export function countingStatements<T>(db: Kysely<T>): { db: Kysely<T>; taken(): number } {
  let taken = 0;
  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      taken++;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { db: db.withPlugin(counter), taken: () => taken };
}

export type StatementCount = {
  /** Those since the last call, by schema. */
  take(): Record<string, number>;
  stop(): void;
};

/** A transaction from begin to its end, or a statement that is one by itself. */
export type Unit = { schema: string; texts: readonly string[] };

/**
 * Counts what this process sends to any database, begin and commit too, but for these pools: those of a test that looks at
 * the tables of the server that it counts. That it is up it says every two seconds, whatever it is asked for meanwhile, and
 * what a session begins with it says when it opens one. A transaction counts when it ends.
 *
 * @param isLeftOut further transactions and statements that are not to be counted
 */
export function countStatements(
  except: readonly Pick<Database<unknown>, 'pool'>[],
  isLeftOut: (unit: Unit) => boolean = () => false,
): StatementCount {
  const { query } = pg.Client.prototype;
  const apart = new WeakSet<object>();
  for (const { pool } of except) pool.on('acquire', (client) => apart.add(client));
  let counted: Record<string, number> = {};
  const open = new WeakMap<object, string[]>();
  let depth = 0; // what is asked of a session may call itself with other arguments
  const send = query as (this: pg.Client, ...given: unknown[]) => unknown;
  function count(client: pg.Client, text: string): void {
    const texts = open.get(client) ?? [];
    texts.push(text);
    if (BEGINS.test(text)) open.set(client, texts);
    if (open.has(client) && !ENDS.test(text)) return;
    open.delete(client);
    const { application_name: name = '' } = (client as unknown as Session).connectionParameters;
    const schema = name.replace('kaitong-', '');
    if (!isLeftOut({ schema, texts })) counted[schema] = (counted[schema] ?? 0) + texts.length;
  }
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...given: unknown[]) {
      const text = textOf(given[0]);
      if (depth === 0 && !apart.has(this) && !ASIDE.test(text)) count(this, text);
      depth++;
      try {
        return send.apply(this, given);
      } finally {
        depth--;
      }
    },
  });
  return {
    take() {
      const all = counted;
      counted = {};
      return all;
    },
    stop: () => void Object.assign(pg.Client.prototype, { query }),
  };
}

const textOf = (asked: unknown): string => String((asked as { text?: string }).text ?? asked);
const ASIDE = /UPDATE uptime|^SELECT set_config\('search_path'/;
const BEGINS = /^\s*(?:begin|start transaction)\b/i;
const ENDS = /^\s*(?:commit|rollback)\s*;?\s*$/i;

type Session = { connectionParameters: { application_name?: string } };
