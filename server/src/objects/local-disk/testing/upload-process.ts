/** A server process of its own for tests: takes uploads into a folder until it is killed. */
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { systemClock } from '../../../clock.ts';
import { mountObjects } from '../../../http/objects.ts';
import { openLocalDisk } from '../local-disk.ts';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: upload-process.ts FOLDER');

const store = await openLocalDisk({
  folder,
  baseUrl: '/objects',
  secrets: [new Uint8Array(32).fill(1)],
  clock: systemClock,
  onError: () => {},
});
const app = Fastify();
mountObjects(app, { prefix: '/objects', store, isOpen: async () => true, onStored: async () => {} });
await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.((app.server.address() as AddressInfo).port);
