import type { Alarm, DeviceId } from '@kaitong/contract';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

type Shown = { tag: string; body: string; image?: string; data: { path: string } };

const alarmOf = (eventId: string): Alarm => ({
  ...{ deviceId: 'd1' as DeviceId, camera: 'Door', eventId, kind: 'person', language: 'en' },
  ...{ at: '2026-12-01T00:00:00.000Z', picture: `https://example.com/${eventId}.jpg` },
});

/** A worker whose notifications replace each other by their tags, and whose pictures come when the test says. */
async function openWorker() {
  const shown = new Map<string, Shown>();
  const pictures = new Map<string, (answer: { ok: boolean }) => void>();
  const registration = {
    showNotification: async (_title: string, options: Shown) => void shown.set(options.tag, options),
    getNotifications: async ({ tag }: { tag: string }) => [shown.get(tag)].filter((one) => one !== undefined),
  };
  vi.stubGlobal('self', { registration });
  vi.stubGlobal('fetch', (url: string) => new Promise((done) => pictures.set(url, done)));
  vi.resetModules();
  const { showAlarm, showReminder } = await import('./alarm.ts');
  const ring = async (eventId: string) => {
    const alarm = alarmOf(eventId);
    const done = showAlarm(alarm);
    await vi.waitFor(() => expect(pictures.has(alarm.picture)).toBe(true));
    return async (ok: boolean): Promise<void> => {
      pictures.get(alarm.picture)?.({ ok });
      await done;
    };
  };
  return { ring, showReminder, shown };
}

test('a picture comes to the notification of its own event', async () => {
  const { ring, shown } = await openWorker();
  const pictureCame = await ring('e1');
  await pictureCame(true);
  expect([...shown.values()]).toMatchObject([{ image: alarmOf('e1').picture }]);
});

test('a picture that is late takes the place of no newer event, nor of what was put away', async () => {
  const { ring, shown } = await openWorker();
  const firstCame = await ring('e1');
  const secondCame = await ring('e2');
  await firstCame(true);
  expect([...shown.values()]).toMatchObject([{ data: { path: '/devices/d1/footage?event=e2' } }]);
  expect([...shown.values()][0]?.image).toBeUndefined();
  shown.clear();
  await secondCame(true);
  expect(shown.size).toBe(0);
});

test('a reminder says when, leads to where the storage is renewed, and replaces no alarm', async () => {
  const { ring, showReminder, shown } = await openWorker();
  void (await ring('e1'))(false);
  const said = { deviceId: 'd1' as DeviceId, camera: 'Door', at: '2026-12-01T12:00:00.000Z' };
  await showReminder({ ...said, reminder: 'subscription_expiring', language: 'en' });
  await showReminder({ ...said, reminder: 'renewal_due', language: 'zh-CN' });
  expect(shown.size).toBe(2);
  expect([...shown.values()].at(-1)).toMatchObject({
    body: expect.stringMatching(/^云存储将于 2026年12月1日 .+ 自动续费，点此查看$/),
    data: { path: '/devices/d1/cloud-storage' },
  });
});
