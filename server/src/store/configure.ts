import pg from 'pg';

/**
 * Settings of a session, from its first statement on and not as it is opened: a pooler in session mode takes no start-up
 * options. One statement for all of them.
 *
 * @param also further columns of it
 * @returns what these say
 */
export async function configure(
  client: Pick<pg.ClientBase, 'query'>,
  settings: Readonly<Record<string, string | number>>,
  also: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(String(value))}, false)`,
  );
  const { rows } = await client.query<Record<string, unknown>>(`SELECT ${[...calls, ...also].join(', ')}`);
  return rows[0] ?? {};
}
