// The key that protects every secret is replaced while the platform goes on: control and two regions as servers of their
// own, which are started again one after the other between the three steps.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { accounts, createClient } from '@kaitong/contract';
import { defaultKeyFile, openMasterKey } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieSend } from '../../src/demo/session.ts';
import { completeEvents, expectPlayable } from '../../src/service/testing/footage.ts';
import { record } from '../../src/service/testing/record.ts';
import { type PlaneName, type SeparatePlanes, startSeparatePlanes } from '../../src/service/testing/separate-planes.ts';

const NAMES = ['control', 'cn', 'eu'] as const;

let planes: SeparatePlanes;
let file: string;
let operatorKey: string;

async function restart(name: PlaneName): Promise<void> {
  await planes.servers[name].stop();
  await planes.start(name);
}

async function masterKey(step: 'add' | 'use' | 'finish'): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const output = { line: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const environment = { KAITONG_URL: planes.servers.control.url, KAITONG_API_KEY: operatorKey };
  return { code: await main(['master-key', step, file], environment, output), said: said.join('\n') };
}

const ring = () => openMasterKey(file, { mayCreate: false });

/** Everything that a master key wraps, as it stands: in every column of every table, and in both copies of the keys. */
async function wrappedBy(keyId: string): Promise<string[]> {
  const found: string[] = [];
  for (const { pool } of [planes.ground.control, planes.ground.regions.cn, planes.ground.regions.eu]) {
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`,
    );
    for (const { name } of tables) {
      const { rowCount } = await pool.query(`SELECT FROM ${name} AS t WHERE t::text LIKE $1 LIMIT 1`, [
        `%w1.${keyId}.%`,
      ]);
      if (rowCount) found.push(name);
    }
  }
  for (const entry of readdirSync(planes.ground.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.kept')) continue;
    const kept = path.join(entry.parentPath, entry.name);
    if (readFileSync(kept, 'utf8').includes(keyId)) found.push(path.basename(path.dirname(entry.parentPath)));
  }
  return found.sort();
}

beforeAll(async () => {
  planes = await startSeparatePlanes();
  file = defaultKeyFile(planes.ground.environment.KAITONG_DATA ?? '');
  const { control } = planes.servers;
  const people = createClient(accounts, cookieSend(control.url));
  const token = new URL((await control.openSetUpLink()) ?? '').searchParams.get('token') ?? '';
  await people.setUp({ body: { token, login: 'operator@example.com', password: 'correct horse battery' } });
  ({ key: operatorKey } = await people.createApiKey({ body: { name: 'keys' } }));
});
afterAll(() => planes.stop());

test('cameras pair and record, owners stay signed in and play, at every moment of a rotation; in the end nothing needs the old key', async () => {
  const before = ring().keyId;
  const unit = await planes.pair('cn', 0);
  await record(planes.ground, unit);
  const [event] = await completeEvents(unit, 1);
  if (!event) throw new Error('nothing was recorded');
  expect(await wrappedBy(before)).toEqual(expect.arrayContaining(['device', 'keys', 'kept_secret', 'licence']));

  expect(await masterKey('add')).toMatchObject({ code: 0 });
  const added = ring().keyIds[1] ?? '';
  expect(ring().keyId).toBe(before);
  expect(await masterKey('add')).toMatchObject({ code: 64 });
  expect(await masterKey('use')).toMatchObject({
    code: 2,
    said: expect.stringContaining('cn: processes have not read'),
  });
  for (const name of NAMES) await restart(name);

  expect(await masterKey('use')).toMatchObject({ code: 0 });
  expect(ring().keyIds).toEqual([added, before]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // One process wraps by the new key already, the others by the old one, and they go on together.
  await restart('control');
  await planes.maker.issueLicences({ params: { pid: planes.pid }, body: { count: 1 } });
  await planes.pair('cn', 1);
  expect(await masterKey('finish')).toMatchObject({ code: 2, said: expect.stringContaining('do not wrap by key') });
  await restart('cn');
  await expectPlayable(unit, event);
  await record(planes.ground, await planes.pair('cn', 2));
  await restart('eu');

  const finished = await masterKey('finish');
  expect(finished).toMatchObject({ code: 0 });
  expect(ring().keyIds).toEqual([added]);
  expect(await wrappedBy(before)).toEqual([]);
  for (const name of NAMES) await restart(name);

  await expectPlayable(unit, event);
  await record(planes.ground, await planes.pair('cn', 3));
  expect((await planes.owners.cn.listDevices({})).items).toHaveLength(4);
  expect(await masterKey('finish')).toMatchObject({ code: 64 });
});
