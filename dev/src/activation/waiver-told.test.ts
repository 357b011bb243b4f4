// A waiver that nobody looks at: its maker is told all the same, before it ends and when it has.
import { days, seconds } from '@kaitong/contract';
import { startReceiver } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_PRIVATE_RECEIVERS: '127.0.0.1' });
});
afterAll(() => rig.stop());

test('the server tells of a waiver’s end by itself', async () => {
  await using receiver = await startReceiver();
  const { pid } = await rig.unit();
  await rig.maker.console.createWebhook({ body: { url: receiver.url, kinds: ['waiver.ending', 'waiver.ended'] } });
  async function told() {
    const received = await receiver.next();
    received.answer(204);
    return JSON.parse(received.body) as { type: string; data: unknown };
  }
  const { pool } = rig.control;
  await pool.query(
    `INSERT INTO waiver (id, pid, subject, reason, ends_at)
     VALUES ($1, $2, '{"kind":"item","code":"night"}', 'x', kaitong_now() + interval '1 day')`,
    [WAIVER, pid],
  );
  await pool.query(`INSERT INTO deadline (kind, subject, due_at) VALUES ('waiver.next', $1, kaitong_now())`, [WAIVER]);
  await rig.clock.advance(seconds(1)); // which wakes whoever waits for a time
  expect(await told()).toMatchObject({ type: 'waiver.ending', data: { waiverId: WAIVER, pid } });
  await rig.clock.advance(days(1));
  expect(await told()).toMatchObject({ type: 'waiver.ended', data: { waiverId: WAIVER, isWithdrawn: false } });
  expect(rig.errors).toEqual([]);
});

const WAIVER = `wv${'a'.repeat(18)}`;
