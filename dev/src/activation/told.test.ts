// What an account is told of what really happened to its applications: at the bell, and by a webhook of its own.
import { startReceiver } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_PRIVATE_RECEIVERS: '127.0.0.1' });
});
afterAll(() => rig.stop());

test('an approval, a rejection and the end of a certificate are told as they happen, each once', async () => {
  const { console: api } = rig.maker;
  await using receiver = await startReceiver();
  await api.createWebhook({ body: { url: receiver.url } });
  async function told() {
    const received = await receiver.next();
    received.answer(204);
    return JSON.parse(received.body) as { type: string; data: unknown };
  }

  const good = await rig.unit();
  await good.camera();
  const { application: approved } = await rig.maker.activate(good.deviceId);
  const about = { applicationId: approved.id, pid: good.pid, deviceId: good.deviceId };
  const { firmware } = approved;
  expect(await told()).toMatchObject({ type: 'application.approved', data: { ...about, firmware } });

  const broken = await rig.unit();
  await broken.camera({ fault: 'video.first_not_key' });
  const { application: rejected } = await rig.maker.activate(broken.deviceId);
  expect(await told()).toMatchObject({
    type: 'application.rejected',
    data: {
      ...{ applicationId: rejected.id, pid: broken.pid, deviceId: broken.deviceId, problem: 'clip_rejected' },
      findings: expect.arrayContaining(['video.first_not_key']),
    },
  });

  await api.undoActivation({ params: { pid: good.pid }, body: { reason: 'x' } });
  const reason = 'activation_undone';
  expect(await told()).toMatchObject({ type: 'certificate.revoked', data: { ...about, reason } });

  // What the check refuses is told to whoever asked, and to nobody else.
  await rig.maker.createApplication({ body: { deviceId: '6c00000000000000000000' } }).catch(() => {});
  const { items, unread } = await api.listNotices({ query: {} });
  expect([unread, items.map(({ kind }) => kind)]).toEqual([
    3,
    ['certificate.revoked', 'application.rejected', 'application.approved'],
  ]);
  expect(receiver.waiting()).toEqual([]);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
