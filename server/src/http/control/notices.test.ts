import { DeviceId, minutes, type NoticeKind, notices, type Told } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ACCOUNT_NEWS, accountName } from '../../control/accounts/tell-account.ts';
import { NOTICE_MAIL, noticeMailHandlers } from '../../control/notices/notice-mail.ts';
import { noticeHandlers } from '../../control/notices/spread-notices.ts';
import { sweepNotices } from '../../control/notices/sweep-notices.ts';
import { writeNotice } from '../../control/notices/write-notice.ts';
import type { Mail } from '../../mail/open-mailer.ts';
import { newApplicationId, newPid } from '../../secrets/new-ids.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import { type DeadlineRunner, findDeadline, runDeadlines } from '../../store/deadlines.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let work: DeadlineRunner;
let maker: RigMaker;
let n = 0;
const sent: Mail[] = [];
let told = (): void => {};
const mailer = {
  async send(mail: Mail) {
    sent.push(mail);
    told();
  },
};
beforeAll(async () => {
  rig = await startControl({ mailer });
  const { db, notifications } = rig.context;
  const handlers = { ...noticeHandlers(), ...noticeMailHandlers(rig.context) };
  const onError = (error: unknown) => {
    throw error;
  };
  work = runDeadlines({ db, notifications, handlers, onError });
});
beforeEach(async () => {
  maker = await rig.maker(`notices${n++}`);
});
afterAll(async () => {
  await work.stop();
  await rig[Symbol.asyncDispose]();
});

const write = (to: RigMaker, notice: Told) =>
  rig.context.db.transaction().execute((trx) => writeNotice(trx, to.session.account.id, notice));
const statement = (month: string): Told => ({ kind: 'statement.ready', data: { statementId: `st${month}`, month } });
const list = (who: RigMaker) => who.client(notices).listNotices({ query: {} });

/** Those to this test's maker: what earlier tests set going may come at any time. */
const own = () => sent.filter(({ to }) => to === maker.login);

async function mails(count: number): Promise<Mail[]> {
  while (own().length < count)
    await new Promise<void>((done) => {
      told = done;
    });
  return own();
}

test('what is told is unread until the user has read up to it, and no other account sees it', async () => {
  const stranger = await rig.maker(`stranger${n}`);
  for (const month of ['2026-01', '2026-02', '2026-03']) await write(maker, statement(month));
  const { items, unread } = await list(maker);
  expect([unread, items.map(({ isRead }) => isRead)]).toEqual([3, [false, false, false]]);
  expect(items.map(({ data }) => data)).toMatchObject([
    { month: '2026-03' },
    { month: '2026-02' },
    { month: '2026-01' },
  ]);
  const until = items[1]?.id ?? '';
  expect(await maker.client(notices).readNotices({ body: { until } })).toEqual({ unread: 1 });
  await maker.client(notices).readNotices({ body: { until: items[2]?.id ?? '' } }); // an older page: nothing becomes unread
  expect((await list(maker)).items.map(({ isRead }) => isRead)).toEqual([false, true, true]);
  expect(await list(stranger)).toEqual({ items: [], next: null, unread: 0 });
  expect(await refusedCode(stranger.client(notices).readNotices({ body: { until } }))).toBe('not_found');
});

test('each of the account gets a mail of it, in the language that they chose', async () => {
  await maker.client(notices).chooseMail({ body: { kinds: ['statement.ready'], language: 'en' } });
  await write(maker, statement('2026-04'));
  const [mail] = await mails(1);
  expect(mail).toMatchObject({ to: maker.login, subject: 'Statement of 2026-04' });
  expect(mail?.text).toContain('/billing?tab=statements');
});

test('whoever sells is told of what their role reads, at the bell and by mail', async () => {
  const { db } = rig.context;
  const { user, account } = maker.session;
  await db.updateTable('member').set({ role: 'commerce' }).where('user_id', '=', user.id).execute();
  const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxe');
  const about = { applicationId: newApplicationId(), pid: newPid(), productName: null, deviceId };
  const notices: Told[] = [
    { kind: 'application.rejected', data: { ...about, problem: 'clip_rejected', findings: [] } },
    { kind: 'webhook.disabled', data: { webhookId: 'wh', url: 'https://x.example/?token=1', reason: 'gone' } },
    statement('2026-07'),
  ];
  await db.transaction().execute(async (trx) => {
    for (const notice of notices) await writeNotice(trx, account.id, notice);
  });
  expect((await mails(1)).map(({ subject }) => subject)).toEqual(['2026-07 对账单']);
  expect(await list(maker)).toMatchObject({ unread: 1, items: [{ kind: 'statement.ready' }] });
});

test('a mail leads to what its reader may read: whoever sells to the product, all others to the application', async () => {
  const { user } = maker.session;
  const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxe');
  const about = { applicationId: newApplicationId(), pid: newPid(), productName: null, deviceId };
  const approved: Told = { kind: 'application.approved', data: { ...about, firmware: '1.2.0' } };
  await write(maker, approved);
  expect((await mails(1))[0]?.text).toContain(`/applications/${about.applicationId}`);
  await rig.context.db.updateTable('member').set({ role: 'commerce' }).where('user_id', '=', user.id).execute();
  await write(maker, approved);
  const text = (await mails(2))[1]?.text;
  expect(text).toContain(`/products/${about.pid}`);
  expect(text).not.toContain('/applications/');
});

test('nobody gets mail of what they did not choose; until they choose, of everything', async () => {
  const choice = await maker.client(notices).getMailChoice({});
  expect(choice).toMatchObject({ canMail: true, language: 'zh-CN' });
  const kinds: NoticeKind[] = choice.kinds.filter((kind) => kind !== 'statement.ready');
  await maker.client(notices).chooseMail({ body: { kinds, language: 'zh-CN' } });
  const applicationId = newApplicationId();
  const deviceId = DeviceId.parse('6c498a7ef85bd838ffkgxe');
  const about = { applicationId, pid: newPid(), productName: null, deviceId };
  const rejected: Told = {
    kind: 'application.rejected',
    data: { ...about, problem: 'clip_rejected', findings: ['video.first_not_key'] },
  };
  await rig.context.db.transaction().execute(async (trx) => {
    for (const told of [statement('2026-05'), rejected]) await writeNotice(trx, maker.session.account.id, told);
  });
  const [mail] = await mails(1);
  expect(mail?.subject).toMatch(/^审核不通过/);
  expect(mail?.text).toContain('video.first_not_key');
  expect(await findDeadline(rig.context.db, 'notice.spread', maker.session.account.id)).toBeUndefined();
  expect(own()).toHaveLength(1);
});

test('without a mail server mails wait for a day and no longer', async () => {
  await using own = await startControl();
  const { db, notifications } = own.context;
  const { session } = await own.maker('unmailed');
  const waiting = async () => (await sql`SELECT FROM deadline WHERE kind = ${NOTICE_MAIL}`.execute(db)).rows.length;
  const spread = runDeadlines({ db, notifications, handlers: noticeHandlers(), onError: () => {} });
  await keepAwaited(own.context, [accountName(session.account.id)]);
  const told = new Promise<void>((done) => {
    notifications.on(ACCOUNT_NEWS, (news) => news === `${session.account.id} notices.changed` && done());
  });
  await db.transaction().execute((trx) => writeNotice(trx, session.account.id, statement('2026-06')));
  await told;
  await spread.stop();
  await sweepNotices(db);
  expect(await waiting()).toBe(1);
  await own.clock.advance(minutes(24 * 60 + 1));
  await sweepNotices(db);
  expect(await waiting()).toBe(0);
});
