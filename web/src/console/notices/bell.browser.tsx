import { ApplicationId, accountEventsPath, maker, type Notice, Pid, type Told } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const about = {
  applicationId: ApplicationId.parse(sample(maker.getApplication.reply).id),
  pid: Pid.parse('u3l4pfwkoa0twmgg'),
  productName: 'Doorbell',
  deviceId: '6c498a7ef85bd838ffkgxb',
};
const told: Told[] = [
  { kind: 'statement.ready', data: { statementId: 'st1', month: '2026-10' } },
  { kind: 'certificate.revoked', data: { ...about, reason: 'activation_undone' } },
  { kind: 'application.rejected', data: { ...about, problem: 'clip_rejected', findings: ['video.first_not_key'] } },
  { kind: 'application.approved', data: { ...about, firmware: '2.3.0' } },
];
const listed = (isRead: boolean) =>
  told.map((one, n) => ({ id: `n${n}`, at: '2026-11-01T08:00:00.000Z', isRead, ...one })) as Notice[];

test('the bell counts what was told as it is told, and leads to each thing; once read, it counts nothing', async () => {
  const { server } = await openConsole('/keys');
  const bell = (name: string) => page.getByRole('link', { name, exact: true });
  await expect.element(bell(en.notices.none)).toBeVisible();
  server.answer({ listNotices: () => ({ items: listed(false), next: null, unread: told.length }) });
  server.tell(accountEventsPath, { type: 'notices.changed' });
  await bell(en.notices.unread.replace('{{n}}', '4')).click();
  const leads = [
    [en.notices.statement.replace('{{month}}', '2026-10'), '/billing?tab=statements'],
    [en.notices.revoked.replace('{{product}}', 'Doorbell'), `/applications/${about.applicationId}`],
    [en.notices.rejected.replace('{{product}}', 'Doorbell'), `/applications/${about.applicationId}`],
    [en.notices.approved.replace('{{product}}', 'Doorbell'), `/applications/${about.applicationId}`],
  ] as const;
  for (const [name, href] of leads)
    await expect.element(page.getByRole('link', { name })).toHaveAttribute('href', href);
  await expect.element(page.getByText(/video\.first_not_key/)).toBeVisible();

  server.answer({
    readNotices: () => ({ unread: 0 }),
    listNotices: () => ({ items: listed(true), next: null, unread: 0 }),
  });
  await page.getByRole('button', { name: en.notices.readAll }).click();
  await expect.element(bell(en.notices.none)).toBeVisible();
  expect(server.calls('readNotices').map(({ body }) => body)).toEqual([{ until: 'n0' }]);
});
