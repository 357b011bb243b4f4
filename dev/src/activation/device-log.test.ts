// A device's log as its maker reads it: with the command, over the console's API, from the region that has the device.
import { main } from '@kaitong/client/cli';
import { DeviceLogLine, deviceLogEventsPath } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusedCode } from './testing/expectations.ts';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
let environment: Record<string, string>;
beforeAll(async () => {
  rig = await startRig();
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'cli' } });
  environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
});
afterAll(() => rig.stop());

type Said = { code: number; lines: string[]; errors: string[] };

async function kaitong(args: string[], onLine = (_: string) => {}): Promise<Said> {
  const [lines, errors]: [string[], string[]] = [[], []];
  const line = (text: string): void => {
    lines.push(text);
    onLine(text);
  };
  const code = await main(['devices', 'log', ...args], environment, { line, error: (text) => void errors.push(text) });
  return { code, lines, errors };
}

test('a maker reads a log only with its owner’s support code, follows it live, and reads no more when the owner ends it', async () => {
  const unit = await rig.unit({ owner: await rig.newOwner('eu') });
  const { deviceId, owner } = unit;
  const params = { deviceId };
  const { console: api } = rig.maker;

  const closed = await kaitong([deviceId]);
  expect(closed).toMatchObject({ code: 2, lines: [] });
  expect(closed.errors.join()).toContain('support code');
  const events = () =>
    fetch(rig.url + deviceLogEventsPath(deviceId), {
      headers: { authorization: `Bearer ${environment.KAITONG_API_KEY}` },
    });
  expect(await (await events()).json()).toMatchObject({ code: 'device_log_private' });

  const { code } = await owner.createSupportCode({ params });
  await api.redeemSupportCode({ params, body: { code } });
  expect((await owner.getSupport({ params })).accountName).not.toBeNull();

  let hasEnded: Promise<unknown> | undefined;
  const camera = unit.camera();
  const followed = await kaitong([deviceId, '--follow', '--json'], (text) => {
    // The camera has told what it is: all that the test waits for was said, live or before.
    if (text.includes('"message_taken"')) hasEnded ??= owner.endSupport({ params });
  });
  await Promise.all([camera, hasEnded]);
  expect(followed.code).toBe(2);
  expect(followed.errors.join()).toContain('device_log_private');
  const lines = followed.lines.map((text) => DeviceLogLine.parse(JSON.parse(text)));
  expect(lines.map((line) => line.code)).toEqual(expect.arrayContaining(['connected', 'message_taken']));
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_, index) => (lines[0]?.n ?? 0) + index)); // each once, in order
  expect((await owner.getSupport({ params })).looks).toHaveLength(1);
  expect((await kaitong([deviceId])).code).toBe(2);
});

test('the log of another account’s device, and one that is none, is as if there were none', async () => {
  const unit = await rig.unit({ maker: await rig.newMaker() });
  const { console: api } = rig.maker;
  const { code } = await unit.owner.createSupportCode({ params: { deviceId: unit.deviceId } });
  for (const deviceId of [unit.deviceId, '6c00000000000000000000' as typeof unit.deviceId]) {
    const params = { deviceId };
    const tries = [
      api.getDevice({ params }),
      api.getDeviceLog({ params, query: {} }),
      api.redeemSupportCode({ params, body: { code } }),
    ];
    expect(await Promise.all(tries.map(refusedCode))).toEqual(tries.map(() => 'not_found'));
  }
});
