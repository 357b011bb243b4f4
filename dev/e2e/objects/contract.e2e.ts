// The contract of object stores, as it holds on local disk, on a store of somebody else's: Debian's Ceph RGW.
import { type ContractStore, describeStore } from '@kaitong/server/store-contract';
import { openS3, prepareBucket } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from './ceph.ts';

let gateway: Gateway;
let opened: ContractStore;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.makeBucket('contract');
  const { endpoint, credentials } = gateway;
  const place = { endpoint, bucket: 'contract', pathStyle: true };
  expect(await prepareBucket(place, credentials)).toBe('ready');
  const open = (ageMs: number) => {
    const now = () => new Date(Date.now() - ageMs);
    return openS3({
      ...place,
      publicEndpoint: endpoint,
      credentials,
      prefix: 'cn/',
      clock: { now },
      now,
      keysAtOnce: 10,
    });
  };
  opened = { store: open(0), before: open };
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

describeStore(() => opened);

test('a wrong bucket or key is told in a sentence that names the setting', async () => {
  const { endpoint, credentials } = gateway;
  const place = { endpoint, bucket: 'contract', pathStyle: true };
  await expect(prepareBucket({ ...place, bucket: 'nothing' }, credentials)).rejects.toThrow('has no such bucket');
  await expect(prepareBucket(place, { ...credentials, secretKey: 'wrong' })).rejects.toThrow('KAITONG_S3_ACCESS_KEY');
});
