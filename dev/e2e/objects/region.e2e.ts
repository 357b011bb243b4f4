// A whole Kaitong whose objects lie on somebody else's store, Debian's Ceph RGW: it proves, records, plays and hands out.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openS3, systemClock } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { completeEvents, expectPlayable } from '../../src/service/testing/footage.ts';
import { record } from '../../src/service/testing/record.ts';
import { type Gateway, startGateway } from './ceph.ts';

const BUCKET = 'footage';
/** Another name of the same host, as cameras may know a store by another one than we do. */
const PUBLIC = (endpoint: string) => endpoint.replace('127.0.0.1', 'localhost');

let gateway: Gateway;
let rig: RunningRig;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.makeBucket(BUCKET);
  rig = await startRig({ ...gateway.settings(BUCKET), KAITONG_S3_PUBLIC_URL: PUBLIC(gateway.endpoint) });
});
afterAll(async () => {
  await rig?.stop();
  await gateway?.[Symbol.asyncDispose]();
});

const openStore = () => {
  const { endpoint, credentials } = gateway;
  const place = { endpoint, publicEndpoint: endpoint, bucket: BUCKET, pathStyle: true, credentials };
  return openS3({ ...place, prefix: 'cn/', clock: systemClock });
};

async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of openStore().list(prefix)) keys.push(key);
  return keys;
}

/** Files that a region keeps on its own disk. */
const onDisk = (): string[] => {
  const folder = path.join(rig.folder, 'data/objects/cn/objects');
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
};

test('a good camera passes: its clip is judged where it lies, and goes with the verdict', async () => {
  const unit = await rig.unit();
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application).toMatchObject({ state: 'approved', findings: [] });
  expect(onDisk()).toEqual([]);
  await expect.poll(() => keysBelow('verification/')).toEqual([]);
});

test('what is recorded lies in the bucket, plays by its address, ends with it, and is in the export', async () => {
  const unit = await rig.unit();
  await record(rig, unit);
  const [event] = await completeEvents(unit, 1);
  if (!event) throw new Error('no event');
  await expectPlayable(unit, event);
  const keys = await keysBelow('footage/');
  expect(keys.filter((key) => key.includes(event.eventId)).length).toBeGreaterThan(2);
  expect(onDisk()).toEqual([]);

  const { playlistUrl } = await unit.owner.footage.createPlayback({
    params: { deviceId: unit.deviceId },
    body: { of: { eventId: event.eventId } },
  });
  const playlist = await (await fetch(playlistUrl)).text();
  const line = playlist.split('\n').find((each) => each !== '' && !each.startsWith('#')) ?? '';
  const segment = new URL(line, playlistUrl).href;
  const redirect = await fetch(segment, { redirect: 'manual' });
  const address = new URL(redirect.headers.get('location') ?? '');
  expect(address.origin).toBe(PUBLIC(gateway.endpoint));
  expect(Number(address.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(30);
  const part = await fetch(segment, { headers: { range: 'bytes=0-15' } });
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 16]);

  const exported = await unit.owner.createExport({});
  const file = Buffer.from(await (await fetch(exported.url)).arrayBuffer());
  // The list of recordings says which file is whose.
  expect(file.includes(`"eventId": "${event.eventId}"`)).toBe(true);
  expect(file.includes('.mp4"')).toBe(true);
  expect(file.includes('not-readable.json')).toBe(false);

  await unit.owner.footage.deleteEvent({ params: { deviceId: unit.deviceId, eventId: event.eventId } });
  await expect
    .poll(() => keysBelow('footage/').then((all) => all.filter((key) => key.includes(event.eventId))))
    .toEqual([]);
  expect((await fetch(segment, { redirect: 'manual' })).status).not.toBe(302);
});
