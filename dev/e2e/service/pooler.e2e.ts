// Debian's PgBouncer between server and PostgreSQL.
import { openPostgres, startTestDatabase } from '@kaitong/server/testing';
import { expect, test } from 'vitest';
import { expectNothingLost } from '../../src/service/testing/kill-story.ts';
import { startPooler } from './pooler.ts';

test('through a pooler in session mode nothing is lost that was acknowledged, however often the server is killed', async () => {
  const database = await startTestDatabase();
  await using pooler = await startPooler(database, 'session'); // the story ends the database before it
  await expectNothingLost({ kills: 10, database, environment: { KAITONG_DATABASE_URL: pooler.url } });
}, 600_000);

test.each(['transaction', 'statement'] as const)(
  'a pooler in %s mode is refused with a sentence that says what to set',
  async (mode) => {
    await using database = await startTestDatabase();
    await using pooler = await startPooler(database, mode);
    await expect(openPostgres({ url: pooler.url })).rejects.toMatchObject({
      code: 'sessions_shared',
      message: expect.stringContaining('pool_mode = session'),
    });
  },
);

test('a pooler in session mode, and PostgreSQL itself, are taken', async () => {
  await using database = await startTestDatabase();
  await using pooler = await startPooler(database, 'session');
  for (const url of [pooler.url, database.url])
    expect(await openPostgres({ url })).toMatchObject({ kind: 'external', connection: { connectionString: url } });
});
