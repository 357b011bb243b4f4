import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { accounts, app, type DeviceId, device, PairingText, type Pid, products } from '@kaitong/contract';
import pg from 'pg';
import { vi } from 'vitest';
import { type Config, readConfig } from '../../config.ts';
import { type Server, startServer } from '../../context.ts';
import { createBrowser } from '../../http/testing/browser.ts';
import { sharedJudge } from '../../http/testing/shared-judge.ts';
import { type Log, silentLog } from '../../log.ts';
import { cheapPasswords } from '../../secrets/testing.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';

export const PASSWORD = 'correct horse battery';
export const MAKER = 'maker@example.com';
export const OPERATOR = 'operator@example.com';
export const OWNER = 'owner@example.com';

/** A database and a data folder of a test's own; several share a folder's master key. */
export type Ground = {
  database: TestDatabase;
  sql: pg.Client;
  config: Config;
  start(log?: Log, other?: Partial<Config>): Promise<Server>;
  [Symbol.asyncDispose](): Promise<void>;
};

export const makeFolder = (): string => mkdtempSync(path.join(tmpdir(), 'kaitong-backup-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export async function openGround(folder: string, environment: Record<string, string> = {}): Promise<Ground> {
  const database = await startTestDatabase({ empty: true });
  const sql = new pg.Client(database.connection);
  await sql.connect();
  const config = readConfig({
    KAITONG_DATA: mkdtempSync(path.join(folder, 'data-')),
    KAITONG_MASTER_KEY: path.join(folder, 'master.key'),
    KAITONG_PORT: '0',
    KAITONG_DATABASE_URL: database.url,
    KAITONG_ROLES: 'control,cn,eu',
    ...environment,
  });
  return {
    database,
    sql,
    config,
    start: async (log = silentLog, other = {}) =>
      await startServer({ ...config, ...other }, { log, judge: await sharedJudge('none'), passwords: cheapPasswords }),
    async [Symbol.asyncDispose]() {
      await sql.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

export type People = {
  operatorKey: string;
  makerKey: string;
  pid: Pid;
  camera: { deviceId: DeviceId; secret: string };
};

/** An operator and a maker with API keys, and a paired camera of an owner in `eu`. */
export async function populate(server: Server, { sql }: Ground): Promise<People> {
  const operator = createBrowser(server.url).client(accounts);
  const token = new URL((await server.openSetUpLink()) ?? '').searchParams.get('token') ?? '';
  await operator.setUp({ body: { token, login: OPERATOR, password: PASSWORD } });
  const { key: operatorKey } = await operator.createApiKey({ body: { name: 'backups' } });

  const maker = createBrowser(server.url);
  await maker.client(accounts).register({ body: { login: MAKER, password: PASSWORD, accountName: 'Lens' } });
  const { key: makerKey } = await maker.client(accounts).createApiKey({ body: { name: 'scripts' } });
  const { pid } = await maker.client(products).createProduct({ body: { name: '卡片机' } });
  // What COPY has to escape; older releases took such names.
  await sql.query('UPDATE control.product SET name = $1 WHERE pid = $2', ['卡片机\t\\N\n"quoted"', pid]);
  // The database checks at the end of a restore too that each transaction balances.
  await sql.query(`
    WITH booked AS (INSERT INTO control.ledger_transaction (key, at) VALUES ('order.paid:x', now()) RETURNING id)
    INSERT INTO control.ledger_posting (transaction_id, n, account, currency, amount)
    SELECT id, n, account, 'CNY', amount FROM booked, (VALUES (0, 'clearing:x', 5), (1, 'revenue', -5)) l (n, account, amount)`);
  const { licences } = await maker.client(products).issueLicences({ params: { pid }, body: { count: 3 } });
  const [{ uuid, authKey } = { uuid: '', authKey: '' }] = licences;

  const phone = createBrowser(server.url).client(app, '/eu');
  await phone.signUp({ body: { login: OWNER, password: PASSWORD, name: 'Ann' } });
  const camera = createBrowser(server.url, { origin: null }).client(device, '/eu');
  await vi.waitFor(
    async () => {
      const { rowCount } = await sql.query('SELECT FROM control.licence_delivery WHERE delivered_at IS NULL');
      if (rowCount) throw new Error('licences are on their way');
    },
    { timeout: 30_000 },
  );
  const { t: text } = PairingText.parse(JSON.parse((await phone.createPairingToken({})).text));
  const proof = createHmac('sha256', authKey).update(`${text}.${uuid}`).digest('hex');
  const { deviceId, secret } = await camera.pairDevice({ body: { token: text, uuid, proof, firmware: '2.3.0' } });
  return { operatorKey, makerKey, pid, camera: { deviceId, secret } };
}
