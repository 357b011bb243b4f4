// A region moves from its disk to somebody else's store, Debian's Ceph RGW, while a camera records and its server is killed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openS3, systemClock } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KillableRig, startKillableRig } from '../../src/activation/testing/killable-rig.ts';
import { expectNothingLostBy } from '../../src/service/testing/kill-story.ts';
import { type Gateway, startGateway } from './ceph.ts';

const BUCKET = 'moved';
/** What lies on the disk beside what the camera records: as much as takes the move over several kills. */
const BEFORE = 3000;
/** Days that are past their time would be removed as strays. */
const TODAY = Math.floor(Date.now() / 86_400_000);
const MOVE_AFTER = 3;
const KILLS = 12;
const PATIENCE = { timeout: 240_000, interval: 500 };

let gateway: Gateway;
let rig: KillableRig;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.makeBucket(BUCKET);
  rig = await startKillableRig();
});
afterAll(async () => {
  await rig?.stop();
  await gateway?.[Symbol.asyncDispose]();
});

const openBucket = () => {
  const { endpoint, credentials } = gateway;
  const place = { endpoint, publicEndpoint: endpoint, bucket: BUCKET, pathStyle: true, credentials };
  return openS3({ ...place, prefix: 'cn/', clock: systemClock });
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const root = () => path.join(rig.folder, 'data/objects/cn/objects');

/** Hashes by key. */
function fillDisk(): Map<string, string> {
  const filled = new Map<string, string>();
  for (let n = 0; n < BEFORE; n++) {
    const key = `footage/event7/${TODAY - (n % 5)}/dev${n % 7}/event${n % 60}/${String(n).padStart(6, '0')}`;
    const bytes = Buffer.from(`object ${n} `.repeat(200));
    mkdirSync(path.join(root(), path.dirname(key)), { recursive: true });
    writeFileSync(path.join(root(), key), bytes);
    filled.set(key, sha256(bytes));
  }
  return filled;
}

const findMove = async () => await rig.regions.cn.db.selectFrom('object_move').selectAll().executeTakeFirst();

test('nothing is lost and nothing is doubled: every acknowledged object has its hash in the bucket, and the disk is empty', async () => {
  const before = fillDisk();
  let kills = 0;
  let killedOnTheWay = 0;
  const bucket = openBucket();
  await expectNothingLostBy(rig, {
    kills: KILLS,
    async hit() {
      kills += 1;
      if (kills === MOVE_AFTER) Object.assign(rig.environment, gateway.settings(BUCKET));
      await rig.kill();
      if ((await findMove())?.finished_at === null) killedOnTheWay += 1;
      await rig.restart();
    },
    async isStored(_, key, hash) {
      await expect.poll(async () => (await findMove())?.finished_at ?? null, PATIENCE).not.toBeNull();
      const bytes = await bucket.read(key);
      return bytes !== undefined && sha256(bytes) === hash;
    },
    async afterwards() {
      for (const [key, hash] of before)
        expect([key, sha256((await bucket.read(key)) ?? Buffer.of())]).toEqual([key, hash]);
      const left = readdirSync(root(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(left).toEqual([]);
      const move = await findMove();
      expect(move).toMatchObject({ other: 0, unreadable: 0 });
      expect(killedOnTheWay).toBeGreaterThan(1);
      process.stdout.write(
        `moved: ${move?.objects} objects written down of ${BEFORE} and more, killed ${killedOnTheWay} times on the way\n`,
      );
    },
  });
}, 900_000);
