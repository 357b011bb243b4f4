import { accounts, products } from '@kaitong/contract';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openSignInLink } from '../../control/accounts/sign-in-link.ts';
import { createLog } from '../../log.ts';
import { PASSWORD, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

test('no password, key, sign-in link, AuthKey or cookie stands in the log or, readable, in a table', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  await using rig = await startControl({ log });
  const maker = await rig.maker('careful');
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'careful' } });
  const program = rig.browser({ origin: null, apiKey: key });
  const { pid } = await program.client(products).createProduct({ body: { name: 'careful' } });
  const { licences } = await program.client(products).issueLicences({ params: { pid }, body: { count: 2 } });
  const wrong = { login: maker.login, password: 'a wrong secret' };
  expect(await refusedCode(rig.browser().client(accounts).signIn({ body: wrong }))).toBe('sign_in_failed');
  const token = (await openSignInLink(rig.context, maker.login))?.split('#token=')[1] ?? '';
  const follow = () => refusedCode(rig.browser().client(accounts).signInWithLink({ body: { token } }));
  expect([await follow(), await follow()]).toEqual([undefined, 'sign_in_link_invalid']);
  await rig.regions.cn.goAway();
  await maker.client(products).listDevices({ query: {} });

  const cookies = [...maker.cookies.values()].map(decodeURIComponent);
  const secrets = [PASSWORD, wrong.password, key, token, ...licences.map(({ authKey }) => authKey), ...cookies];
  const text = lines.join('');
  expect(text).toContain('licences.issued');
  for (const secret of secrets) expect(text).not.toContain(secret);

  const { rows: tables } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`.execute(
    rig.context.db,
  );
  expect(tables.length).toBeGreaterThan(20);
  for (const { name } of tables) {
    const { rows } = await sql`SELECT to_jsonb(t) AS row FROM ${sql.table(name)} t`.execute(rig.context.db);
    for (const secret of secrets) expect(JSON.stringify(rows), name).not.toContain(secret);
  }
});
