import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { BACKUP_FORMAT } from '@kaitong/contract';
import { pack } from 'tar-stream';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../cli.ts';

const root = mkdtempSync(path.join(tmpdir(), 'kaitong-backup-cli-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
const errors: string[] = [];
const open: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'out-'));
  errors.length = 0;
});
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Something between us and the server that cuts or mangles what it carries. */
async function backupFrom(listener: RequestListener, out = path.join(folder, 'b.tar')): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const environment = {
    KAITONG_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    KAITONG_API_KEY: 'kt_x',
  };
  const output = { line: () => {}, error: (text: string) => void errors.push(text) };
  return await main(['backup', '--out', out], environment, output);
}

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return await buffer(tar);
}
const table = await tarOf({ 'control/account/00000.copy': 'a\tb' });
/** Its header and a block of content. */
const entry = table.subarray(0, 1024);
const MANIFEST = { format: BACKUP_FORMAT, release: '1.0.0', createdAt: '2026-11-27T04:00:00.000Z', masterKeys: ['k'] };
const empty = await tarOf({ 'manifest.json': JSON.stringify({ ...MANIFEST, schemas: [], elsewhere: [] }), seal: 'x' });

test('a connection that breaks leaves no file and the outage’s exit code', async () => {
  const code = await backupFrom((_, response) => {
    response.write(entry, () => response.destroy());
  });
  expect([code, readdirSync(folder)]).toEqual([4, []]);
  expect(errors.at(-1)).toContain('Nothing was kept');
});

test.each([
  ['nothing', []],
  ['a page', [Buffer.from('<html>')]],
  ['tables without a manifest', [table]],
  ['all but the last block', [empty.subarray(0, -512)]],
  ['half an entry', [entry.subarray(0, 700)]],
])('an answer that ends early as if it were whole is noticed: %s', async (_, pieces) => {
  const code = await backupFrom((_request, response) => void response.end(Buffer.concat(pieces)));
  expect([code, readdirSync(folder)]).toEqual([4, []]);
  expect(errors.at(-1)).toContain('broke off');
});

test('one that comes whole is kept', async () => {
  const code = await backupFrom((_, response) => void response.end(empty));
  expect([code, readdirSync(folder)]).toEqual([0, ['b.tar']]);
});

test('an existing file is not replaced, and the server is not asked', async () => {
  writeFileSync(path.join(folder, 'b.tar'), 'mine');
  let asked = false;
  const code = await backupFrom((_, response) => {
    asked = true;
    response.end();
  });
  expect([code, asked, readdirSync(folder)]).toEqual([64, false, ['b.tar']]);
});

test('a folder that is not there is named', async () => {
  const code = await backupFrom((_, response) => void response.end('x'), path.join(folder, 'no', 'b.tar'));
  expect(code).toBe(4);
  expect(errors.at(-1)).toContain(path.join(folder, 'no'));
});

test('a refusal is explained to whoever has a maker’s key', async () => {
  const problem = { type: 'about:blank', title: 'Not allowed', status: 403, code: 'not_allowed', params: {} };
  const code = await backupFrom((_, response) => void response.writeHead(403).end(JSON.stringify(problem)));
  expect([code, readdirSync(folder)]).toEqual([2, []]);
  expect(errors.at(-1)).toContain('Only the operator makes backups');
});
