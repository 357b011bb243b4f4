import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { findFreePort } from '../../free-port.ts';
import { createApp } from '../../http/kit/app.ts';
import { mountObjects } from '../../http/objects.ts';
import { silentLog } from '../../log.ts';
import { type ContractStore, describeStore } from '../testing/store-contract.ts';
import { openLocalDisk } from './local-disk.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-contract-'));
const app = createApp({ log: silentLog, idleMs: 500, restMs: 500 });
let opened: ContractStore;

beforeAll(async () => {
  const port = await findFreePort();
  const open = (ageMs: number) =>
    openLocalDisk({
      folder,
      baseUrl: `http://127.0.0.1:${port}/cn/objects`,
      secrets: [new Uint8Array(32).fill(7)],
      clock: { now: () => new Date(Date.now() - ageMs) },
      onError: (error) => {
        throw error;
      },
    });
  const [store, past] = [await open(0), await open(70_000)];
  app.addHook('onClose', async () => {
    await store.close();
    await past.close();
  });
  mountObjects(app, { prefix: '/cn/objects', store, idleMs: 500, isOpen: async () => true, onStored: async () => {} });
  await app.listen({ port, host: '127.0.0.1' });
  opened = { store, before: () => past };
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describeStore(() => opened);
