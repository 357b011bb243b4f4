import {
  type AccountId,
  type ApplicationId,
  type Client,
  type Delivery,
  DeviceId,
  days,
  hours,
  milliseconds,
  minutes,
  notices,
  seconds,
  webhooks,
} from '@kaitong/contract';
import { pauseAfter } from '@kaitong/core';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ControlRig, type RigMaker, startControl } from '../../http/testing/control.ts';
import { refusedCode } from '../../http/testing/refused.ts';
import { addressRules } from '../../outgoing/address-rules.ts';
import { postOutside } from '../../outgoing/post-outside.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import { runDeadlines } from '../../store/deadlines.ts';
import { ACCOUNT_NEWS, accountName } from '../accounts/tell-account.ts';
import { noticeHandlers } from '../notices/spread-notices.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { sendDeliveries } from './send-deliveries.ts';
import { takeDelivery } from './take-delivery.ts';
import { type Received, type Receiver, startReceiver } from './testing/receiver.ts';

let rig: ControlRig;
/** An account's open page. */
let leave: () => void;
let worker: Worker;
let maker: RigMaker;
let api: Client<typeof webhooks>;
let accountId: AccountId;
let receiver: Receiver;
let n = 0;
beforeAll(async () => {
  rig = await startControl({ privateReceivers: ['127.0.0.1'] });
});
beforeEach(async () => {
  worker = startWorker();
  maker = await rig.maker(`hooks${n++}`);
  api = maker.client(webhooks);
  accountId = maker.session.account.id;
  receiver = await startReceiver();
  leave = await keepAwaited(rig.context, [accountName(accountId)]);
});
afterEach(async () => {
  leave();
  await worker.stop();
  await receiver[Symbol.asyncDispose]();
});
afterAll(() => rig[Symbol.asyncDispose]());

type Worker = { stop(): Promise<void> };

/** A process that sends. */
function startWorker(context: ControlRig['context'] = rig.context): Worker {
  const { db, notifications } = context;
  const sender = sendDeliveries(context);
  const handlers = { ...noticeHandlers(), ...sender.handlers };
  const timers = runDeadlines({ db, notifications, handlers, onError: (error) => void wrong.push(error) });
  return {
    async stop() {
      await timers.stop();
      await sender.stop();
      expect(wrong.splice(0)).toEqual([]);
    },
  };
}
const wrong: unknown[] = [];

const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxe');

async function approve(applicationId: ApplicationId = newApplicationId()): Promise<ApplicationId> {
  const data = { applicationId, pid: null, productName: null, deviceId, firmware: '2.3.0' };
  await rig.context.db
    .transaction()
    .execute((trx) => writeNotice(trx, accountId, { kind: 'application.approved', data }));
  return applicationId;
}

async function revoke(applicationId: ApplicationId): Promise<void> {
  const data = { applicationId, pid: null, productName: null, deviceId, reason: 'activation_undone' } as const;
  await rig.context.db
    .transaction()
    .execute((trx) => writeNotice(trx, accountId, { kind: 'certificate.revoked', data }));
}

const listed = async (id: string): Promise<Delivery[]> =>
  (await api.listDeliveries({ params: { id }, query: {} })).items;
const states = async (id: string) => (await listed(id)).map(({ state, tries }) => [state, tries.length]);

/** Once this holds, looked at whenever the account's pages are told something. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const news = Promise.withResolvers<void>();
    const off = rig.context.notifications.on(ACCOUNT_NEWS, () => news.resolve());
    try {
      if (await holds()) return;
      await news.promise;
    } finally {
      off();
    }
  }
}
const settled = (id: string, tries: number) =>
  until(async () => (await listed(id)).reduce((sum, delivery) => sum + delivery.tries.length, 0) >= tries);

/** Once webhooks were given all that the account has been told so far. */
const spread = () =>
  until(async () => {
    const unspread = rig.context.db
      .selectFrom('notice')
      .select('id')
      .where('account_id', '=', accountId)
      .where('spread_at', 'is', null);
    return (await unspread.executeTakeFirst()) === undefined;
  });

test('what an account is told comes signed, as the library of Standard Webhooks verifies it, and stands in the log', async () => {
  const { id, secret } = await api.createWebhook({ body: { url: receiver.url } });
  const applicationId = await approve();
  const received = await receiver.next();
  received.answer(200, 'thank you');
  expect(new Webhook(secret).verify(received.body, received.headers)).toEqual({
    type: 'application.approved',
    timestamp: expect.any(String),
    data: { applicationId, pid: null, productName: null, deviceId, firmware: '2.3.0' },
  });
  expect(() => new Webhook(secret).verify(`${received.body} `, received.headers)).toThrow();
  await settled(id, 1);
  const [delivery] = await listed(id);
  expect(delivery).toMatchObject({ id: received.headers['webhook-id'], type: received.type, state: 'delivered' });
  expect(delivery?.tries).toMatchObject([{ outcome: 'delivered', status: 200, answer: 'thank you' }]);
});

test('a webhook gets only the kinds that it asked for, and no other account’s', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url, kinds: ['certificate.revoked'] } });
  const other = await rig.maker(`other${n}`);
  await other.client(webhooks).createWebhook({ body: { url: receiver.url } });
  const applicationId = await approve();
  await revoke(applicationId);
  const received = await receiver.next();
  received.answer(204);
  expect(received.type).toBe('certificate.revoked');
  await settled(id, 1);
  expect(receiver.waiting()).toEqual([]);
});

test('what is told of one application comes in order, also where the first has to be sent again, and holds no other up', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  const applicationId = await approve();
  const first = await receiver.next();
  await revoke(applicationId);
  const another = await approve();
  const second = await receiver.next();
  expect(JSON.parse(second.body)).toMatchObject({ data: { applicationId: another } });
  second.answer(200);
  first.answer(500, 'not now');
  await settled(id, 2);
  expect(receiver.waiting()).toEqual([]);
  await rig.clock.advance(seconds(5));
  const again = await receiver.next();
  expect([again.headers['webhook-id'], again.body]).toEqual([first.headers['webhook-id'], first.body]);
  again.answer(200);
  const last = await receiver.next();
  expect(last.type).toBe('certificate.revoked');
  last.answer(200);
  await settled(id, 4);
  expect(await states(id)).toEqual([
    ['delivered', 1],
    ['delivered', 1],
    ['delivered', 2],
  ]);
});

test('a receiver that hangs, fails and forgets what it has read gets each event all the same, in order per application', async () => {
  await worker.stop();
  const rules = addressRules(['127.0.0.1']);
  worker = startWorker({ ...rig.context, postOutside: postOutside({ rules, patience: milliseconds(200) }) });
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  const applicationId = await approve();
  await revoke(applicationId);
  const first = await receiver.next(); // and says nothing
  await settled(id, 1);
  const answers: (Received | undefined)[] = [first];
  const taken = async (tries: number, answer: (received: Received) => void) => {
    const pause = pauseAfter(tries);
    if (pause === undefined) throw new Error('it was given up');
    await rig.clock.advance(pause);
    const received = await receiver.next();
    answer(received);
    await settled(id, tries + 1);
    answers.push(received);
  };
  await taken(1, ({ answer }) => answer(503));
  await taken(2, ({ hangUp }) => hangUp());
  await taken(3, ({ answer }) => answer(200));
  const last = await receiver.next();
  last.answer(200);
  await settled(id, 5);
  expect(new Set(answers.map((one) => `${one?.type} ${one?.headers['webhook-id']}`)).size).toBe(1);
  expect([first.type, last.type]).toEqual(['application.approved', 'certificate.revoked']);
  const [, approved] = await listed(id);
  expect(approved?.tries.map(({ outcome }) => outcome).toSorted()).toEqual([
    'answered',
    'delivered',
    'too_late',
    'unreachable',
  ]);
  expect(receiver.waiting()).toEqual([]);
});

test('a receiver that hangs delays no other', async () => {
  const hanging = await startReceiver();
  await api.createWebhook({ body: { url: hanging.url } });
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  for (let times = 0; times < 12; times++) await approve();
  for (let times = 0; times < 12; times++) (await receiver.next()).answer(200);
  await settled(id, 12);
  for (let places = 0; places < 4; places++) await hanging.next();
  expect(hanging.waiting()).toEqual([]);
  await worker.stop();
  await hanging[Symbol.asyncDispose]();
});

test('where nothing arrives for days it is given up, the webhook is switched off and its people are told; switched on, it gets what waited', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  await approve();
  for (let tries = 1; ; tries++) {
    (await receiver.next()).answer(tries === 2 ? 302 : 503, '', { location: 'http://127.0.0.1:1/' });
    await settled(id, tries);
    if (tries === 2) expect((await listed(id))[0]?.tries[0]).toMatchObject({ outcome: 'redirected', status: 302 });
    const pause = pauseAfter(tries);
    if (pause === undefined) break;
    await rig.clock.advance(pause);
  }
  expect(await states(id)).toEqual([['failed', 10]]);
  await until(
    async () => (await maker.client(notices).listNotices({ query: {} })).items[0]?.kind === 'webhook.disabled',
  );
  const [hook] = (await api.listWebhooks({})).items;
  expect(hook).toMatchObject({ state: 'disabled', disabledFor: 'failing', failingSince: expect.any(String) });
  await approve(); // nobody is told
  await spread();
  await api.changeWebhook({ params: { id }, body: { state: 'active' } });
  await revoke(await approve());
  (await receiver.next()).answer(200);
  (await receiver.next()).answer(200);
  await until(async () => (await api.listWebhooks({})).items[0]?.waiting === 0);
  expect((await api.listWebhooks({})).items[0]).toMatchObject({
    state: 'active',
    failingSince: null,
    disabledFor: null,
  });
});

test('what waits while a webhook is switched off is sent when it is switched on', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  await approve();
  (await receiver.next()).answer(500);
  await settled(id, 1);
  await api.changeWebhook({ params: { id }, body: { state: 'disabled' } });
  await rig.clock.advance(hours(1));
  await api.changeWebhook({ params: { id }, body: { state: 'active' } });
  (await receiver.next()).answer(200);
  await settled(id, 2);
  expect(await states(id)).toEqual([['delivered', 2]]);
});

test('a receiver that answers 410 is gone: the webhook is switched off at once', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  await approve();
  (await receiver.next()).answer(410);
  await settled(id, 1);
  expect((await api.listWebhooks({})).items[0]).toMatchObject({ state: 'disabled', disabledFor: 'gone' });
});

test('a new secret signs beside the old one for a day, and alone from then on', async () => {
  const { id, secret: old } = await api.createWebhook({ body: { url: receiver.url } });
  const { secret } = await api.rotateWebhookSecret({ params: { id } });
  expect(secret).not.toBe(old);
  const signed = async () => {
    await api.testWebhook({ params: { id } });
    const { headers, body, answer } = await receiver.next();
    answer(200);
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const sign = (by: string) => new Webhook(by).sign(headers['webhook-id'] ?? '', at, body);
    return { got: headers['webhook-signature'], by: { old: sign(old), new: sign(secret) } };
  };
  const both = await signed();
  expect(both.got).toBe(`${both.by.new} ${both.by.old}`);
  await rig.clock.advance(days(1));
  const one = await signed();
  expect(one.got).toBe(one.by.new);
});

test('a test waits for no earlier one that failed: the receiver may be mended by now', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  await api.testWebhook({ params: { id } });
  (await receiver.next()).answer(500);
  await settled(id, 1);
  const { id: deliveryId } = await api.testWebhook({ params: { id } });
  const second = await receiver.next();
  second.answer(200);
  expect(second.headers['webhook-id']).toBe(deliveryId);
});

test('a user or a password in the address is refused: it would stand in every log', async () => {
  for (const who of ['user@', 'user:password@', ':password@']) {
    const url = receiver.url.replace('://', `://${who}`);
    expect(await refusedCode(api.createWebhook({ body: { url } })), who).toBe('webhook_url_refused');
  }
});

test('a delivery is sent again whenever somebody wants it, under its id', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  await approve();
  const first = await receiver.next();
  first.answer(200);
  await settled(id, 1);
  const [delivery] = await listed(id);
  await api.replayDelivery({ params: { id, deliveryId: delivery?.id ?? '' } });
  const again = await receiver.next();
  again.answer(200);
  expect([again.headers['webhook-id'], again.body]).toEqual([first.headers['webhook-id'], first.body]);
  await settled(id, 2);
  expect(await states(id)).toEqual([['delivered', 2]]);
});

test('what a process had in its hands when it was killed is sent by another', async () => {
  await worker.stop();
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  const { id: deliveryId } = await api.testWebhook({ params: { id } });
  expect(await takeDelivery(rig.context, deliveryId)).toBeDefined();
  expect(await takeDelivery(rig.context, deliveryId)).toBeUndefined();
  worker = startWorker();
  await rig.clock.advance(minutes(1));
  (await receiver.next()).answer(200);
  await settled(id, 1);
  expect(await states(id)).toEqual([['delivered', 1]]);
});

test('what is under way when a process stops is sent again by the next one', async () => {
  const { id } = await api.createWebhook({ body: { url: receiver.url } });
  await api.testWebhook({ params: { id } });
  const first = await receiver.next();
  await worker.stop();
  worker = startWorker();
  const again = await receiver.next();
  expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
  again.answer(200);
  await settled(id, 1);
  expect(await states(id)).toEqual([['delivered', 1]]);
});

test('an address inside is refused when it is given, and a name that leads inside when something is sent', async () => {
  const { id } = await api.createWebhook({ body: { url: 'https://localhost:9/' } }); // ::1 is not what the operator allowed
  await api.testWebhook({ params: { id } });
  await settled(id, 1);
  expect((await listed(id))[0]?.tries[0]?.outcome).toMatch(/^(address_refused|unreachable)$/);
});
