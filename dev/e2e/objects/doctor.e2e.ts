// What a look at the installation says of somebody else's store, Debian's Ceph RGW.
import { prepareBucket, systemClock, tryBucket } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from './ceph.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

test('RGW does all that is asked of a store, lifecycle rules too; that it has no CORS rules yet is told', async () => {
  const { endpoint, credentials } = gateway;
  await gateway.makeBucket('looked-at');
  const bucket = { endpoint, publicEndpoint: endpoint, bucket: 'looked-at', pathStyle: true, credentials };
  const look = async () => {
    const codes: string[] = [];
    for await (const { code } of tryBucket(bucket, systemClock)) codes.push(code);
    return codes;
  };
  const well = [
    ...['store_clock_agrees', 'bucket_reached', 'versions_off', 'object_kept', 'replacing_refused'],
    ...['race_has_one_winner', 'md5_compared', 'length_compared', 'range_read', 'strangers_refused'],
  ];
  expect(await look()).toEqual([...well, 'pages_not_yet', 'days_end_by_rule', 'objects_removed']);
  await prepareBucket(bucket, credentials);
  expect(await look()).toEqual([...well, 'pages_may_read', 'days_end_by_rule', 'objects_removed']);
});
