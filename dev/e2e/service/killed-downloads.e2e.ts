// kill -9 of the only server while it sends a file that was cut out of a day.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type KillableRig, startKillableRig } from '../../src/activation/testing/killable-rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, listEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';

let rig: KillableRig;
let unit: Unit;
beforeAll(async () => {
  rig = await startKillableRig();
  unit = await rig.unit();
  await subscribe(rig, unit);
  const camera = await unit.camera({ clip: { preRecordMs: 1000, postRecordMs: 4000 } });
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
  const answer = camera.wave();
  if (!answer.seen) throw new Error(answer.because);
  await answer.finished;
  await completeEvents(unit, 1);
  await camera.close();
});
afterAll(() => rig?.stop());

test('goes on with the same bytes from where it broke off, and its owner is told how far it had come', async () => {
  const [event] = await listEvents(unit);
  if (!event) throw new Error('nothing was recorded');
  const from = event.startedAt;
  const to = new Date(Date.parse(from) + 4000).toISOString();
  const { url } = await unit.owner.createCutDownload({ params: { deviceId: unit.deviceId }, body: { from, to } });
  const answer = await fetch(url);
  const [reader, etag] = [answer.body?.getReader(), answer.headers.get('etag') ?? ''];
  const first = Buffer.from((await reader?.read())?.value ?? []);
  expect(first.length).toBeGreaterThan(0);
  await rig.kill();
  await reader?.cancel().catch(() => {}); // it was cut off already
  await rig.restart();
  const rest = await fetch(url, { headers: { range: `bytes=${first.length}-`, 'if-range': etag } });
  expect(rest.status).toBe(206);
  const resumed = Buffer.concat([first, Buffer.from(await rest.arrayBuffer())]);
  await eventually(async () =>
    expect((await unit.owner.listDownloads({})).items[0]).toMatchObject({ state: 'done', sentBytes: resumed.length }),
  );
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  expect(resumed.equals(whole)).toBe(true);
});
