import { OwnerId, Region } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTROL_SCHEMA, controlMigrations } from '../../store/control/migrations.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { forgetInTrail } from './forget-in-trail.ts';

const NAMED = '0968_owners_in_the_trail';
const region = Region.parse('cn');
const owner = { ownerId: OwnerId.parse('ac0123456789abcdefgh'), links: ['tl-still-there'] };

let server: TestDatabase;
let database: Database<ControlTables>;

beforeAll(async () => {
  server = await startTestDatabase({ empty: true });
  database = openDatabase<ControlTables>(server.connection, CONTROL_SCHEMA, () => {});
  const older = Object.entries(controlMigrations).filter(([name]) => name < NAMED);
  await migrate(database.db, CONTROL_SCHEMA, Object.fromEntries(older));
  await writeAsBefore(database.db);
  expect(await migrate(database.db, CONTROL_SCHEMA, controlMigrations)).toContain(NAMED);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

/** Entries as they were written while none said of which owner it is. */
async function writeAsBefore(db: Kysely<ControlTables>): Promise<void> {
  await sql`INSERT INTO account (id, name, kind) VALUES ('acmaker', '云眼科技', 'maker')`.execute(db);
  await sql`
    INSERT INTO tester (id, account_id, region, link_id, owner_name) VALUES
      ('te-linked', 'acmaker', 'cn', 'tl-still-there', '王小雨'), ('te-abroad', 'acmaker', 'eu', 'tl-abroad', 'Ada')
  `.execute(db);
  await sql`
    INSERT INTO audit (account_id, user_id, action, subject, details, about_account) VALUES
      ('acmaker', 'u1', 'tester.linked', 'te-oldest', NULL, NULL),
      ('acmaker', 'u1', 'tester.linked', 'te-linked', '{"ownerName": "王小雨", "region": "cn"}', NULL),
      ('acmaker', 'u1', 'tester.linked', 'te-abroad', '{"ownerName": "Ada", "region": "eu"}', NULL),
      ('acmaker', 'u1', 'tester.linked', 'te-gone', '{"ownerName": "陈大文", "region": "cn"}', NULL),
      ('acmaker', 'u1', 'product.created', 'pidold', '{"ownerName": "of no owner"}', NULL),
      ('ac-operator', 'u2', 'owners.searched', 'xiaoyu@example.cn', NULL, NULL),
      ('ac-operator', 'u2', 'reset_link.made', 'cn xiaoyu@example.cn', NULL, NULL),
      ('ac-operator', 'u2', 'reset_link.made', 'maker@example.com', NULL, 'acmaker')
  `.execute(db);
}

async function trail(): Promise<unknown[][]> {
  const rows = await database.db.selectFrom('audit').select(['action', 'subject', 'details']).orderBy('id').execute();
  return rows.map(({ action, subject, details }) => [action, subject, details]);
}

test('older entries say of which link they are, and name nobody of whom that is not known any more', async () => {
  expect(await trail()).toEqual([
    ['tester.linked', 'te-oldest', null],
    ['tester.linked', 'te-linked', { ownerName: '王小雨', region: 'cn', linkId: 'tl-still-there' }],
    ['tester.linked', 'te-abroad', { ownerName: 'Ada', region: 'eu', linkId: 'tl-abroad' }],
    ['tester.linked', 'te-gone', { ownerName: '–', region: 'cn' }],
    ['product.created', 'pidold', { ownerName: 'of no owner' }],
    ['owners.searched', '–', null],
    ['reset_link.made', 'cn –', null],
    ['reset_link.made', 'maker@example.com', null],
  ]);
});

test('an owner who leaves is forgotten in an older entry too, and nobody else is', async () => {
  const before = await trail();
  await database.db.transaction().execute((trx) => forgetInTrail(trx, region, owner));
  const forgotten = ['tester.linked', 'te-linked', { ownerName: '–', region: 'cn', linkId: 'tl-still-there' }];
  expect(await trail()).toEqual(before.with(1, forgotten));
});
