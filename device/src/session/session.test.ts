import { milliseconds, minutes, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { createDevice } from '../device.ts';
import type { DeviceHooks } from '../device-options.ts';
import { pairDevice } from '../pairing.ts';
import { heldClock } from '../testing/clock.ts';
import { LICENCE, startTestRegion } from '../testing/region.ts';
import type { SessionState } from './session.ts';

type TestRegion = Awaited<ReturnType<typeof startTestRegion>>;

async function startedDevice(region: TestRegion, hooks: DeviceHooks = {}) {
  const paired = await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0' });
  if (!paired.ok) throw new Error(paired.problem.code);
  const clock = heldClock();
  const features = { sleepy: false, probe: true };
  const online = Promise.withResolvers<void>();
  const onState = ({ state }: SessionState) => state === 'online' && online.resolve();
  const allHooks = { onState, ...hooks };
  const device = createDevice({ credentials: paired.value, firmware: '2.3.0', features, clock, hooks: allHooks });
  device.start();
  await online.promise;
  const birth = await region.statuses.next();
  return { clock, device, birth, [Symbol.asyncDispose]: () => device.stop() };
}

const grant = (nonce: string) => ({
  nonce,
  maxFootageMs: 15_000,
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
});

test('a birth tells firmware and features, heartbeats follow with a rising sequence, and stop says goodbye', async () => {
  await using region = await startTestRegion();
  const { device, clock, birth } = await startedDevice(region);
  expect(birth).toMatchObject({ state: 'online', firmware: '2.3.0', sequence: 1, features: { probe: true } });
  clock.advance(seconds(20));
  const heartbeat = await region.statuses.next();
  expect(heartbeat).toMatchObject({ state: 'online', session: birth.session, sequence: 2 });
  await device.stop();
  expect(await region.statuses.next()).toMatchObject({ state: 'offline', session: birth.session, sequence: 3 });
  expect(device.state).toEqual({ state: 'stopped' });
});

test('where the platform says how long a status may be the last one, an idle hour costs at most six messages', async () => {
  await using region = await startTestRegion();
  region.tellStatusEvery(minutes(10));
  await using started = await startedDevice(region);
  const { session } = started.birth;
  for (const sequence of [2, 3, 4, 5]) {
    await started.clock.asleep(minutes(10));
    started.clock.advance(minutes(10));
    expect(await region.statuses.next()).toMatchObject({ session, sequence });
  }
  await started.clock.asleep(minutes(15));
  started.clock.advance(minutes(15)); // the token is renewed, and its birth is the next status
  expect(await region.statuses.next()).toMatchObject({ state: 'online', sequence: 1 });
  expect(region.statuses.all.length).toBe(6);
});

test('a lost line fires the will, and the next birth outranks it', async () => {
  await using region = await startTestRegion();
  await using started = await startedDevice(region);
  started.clock.advance(seconds(10));
  region.cutLines();
  const will = await region.statuses.next(({ state }) => state === 'offline');
  const birth = await region.statuses.next(({ state, session }) => state === 'online' && session > will.session);
  expect(will.session).toBe(started.birth.session);
  expect(birth.sequence).toBe(1);
});

test('a line that is lost at once is taken up after a pause', async () => {
  await using region = await startTestRegion();
  const states: string[] = [];
  const lost = Promise.withResolvers<void>();
  const onState = ({ state }: SessionState): void => {
    states.push(state);
    if (states.length === 3) lost.resolve();
  };
  const paired = await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0' });
  if (!paired.ok) throw new Error(paired.problem.code);
  const clock = heldClock();
  const slept: number[] = [];
  const sleep: typeof clock.sleep = (length, signal) => {
    slept.push(length);
    return clock.sleep(length, signal);
  };
  const device = createDevice({
    credentials: paired.value,
    firmware: '2.3.0',
    clock: { ...clock, sleep },
    random: () => 0,
    hooks: { onState },
  });
  device.start();
  const birth = await region.statuses.next();
  region.cutLines();
  await lost.promise;
  expect([states, slept]).toEqual([
    ['connecting', 'online', 'connecting'],
    [20_000, 500],
  ]);
  clock.advance(milliseconds(500));
  await region.statuses.next(({ state, session }) => state === 'online' && session > birth.session);
  await device.stop();
});

test('a device that vanishes sends no goodbye: its will speaks', async () => {
  await using region = await startTestRegion();
  const { device, birth } = await startedDevice(region);
  await device.vanish();
  const will = await region.statuses.next(({ state }) => state === 'offline');
  expect(will).toMatchObject({ session: birth.session, sequence: Number.MAX_SAFE_INTEGER });
});

test('before its token ends the device comes back with a new one, without an offline in between', async () => {
  await using region = await startTestRegion();
  region.shortenTokens(10_000);
  await using started = await startedDevice(region);
  started.clock.advance(seconds(8));
  const birth = await region.statuses.next(({ session }) => session > started.birth.session);
  expect(birth.state).toBe('online');
  expect(region.statuses.all.map(({ state }) => state)).not.toContain('offline');
  expect(region.requests.filter((step) => step === 'token').length).toBe(2);
});

test('a refused token is renewed after a pause', async () => {
  await using region = await startTestRegion();
  await using started = await startedDevice(region);
  region.revokeTokens();
  region.cutLines();
  const fresh = region.statuses.next(({ state, session }) => state === 'online' && session > started.birth.session);
  const timer = setInterval(() => started.clock.advance(seconds(1)), 5);
  expect((await fresh).state).toBe('online');
  clearInterval(timer);
});

test('commands are answered with the firmware; a second delivery is answered again and done once', async () => {
  await using region = await startTestRegion();
  const grants: string[] = [];
  await using started = await startedDevice(region, { onGrant: ({ nonce }) => void grants.push(nonce) });
  await region.send('ping', { id: 'p1' });
  expect(await region.replies.next()).toEqual({ id: 'p1', ok: true, firmware: '2.3.0' });
  await region.send('grant', { id: 'g1', ...grant('n1') });
  await region.send('grant', { id: 'g1', ...grant('n1') });
  await region.replies.next();
  expect(await region.replies.next()).toMatchObject({ id: 'g1', ok: true });
  expect(grants).toEqual(['n1']);
  expect(started.device.findGrant()).toMatchObject({ nonce: 'n1', maxFootageMs: 15_000 });
});

test('a grant ends when it is revoked or its time is over, and a revoke of another nonce does not touch it', async () => {
  await using region = await startTestRegion();
  await using started = await startedDevice(region);
  const { device, clock } = started;
  const answered = async (id: string) => void (await region.replies.next((reply) => reply.id === id));
  await region.send('grant', { id: 'g1', ...grant('n1') });
  await answered('g1');
  await region.send('revoke', { id: 'r0', nonce: 'other' });
  await answered('r0');
  const first = device.findGrant();
  expect(first?.nonce).toBe('n1');
  await region.send('revoke', { id: 'r1', nonce: 'n1' });
  await answered('r1');
  expect(device.findGrant()).toBeUndefined();
  expect(first?.ended.aborted).toBe(true);

  await region.send('grant', { id: 'g2', ...grant('n2') });
  await answered('g2');
  clock.advance(seconds(61));
  expect(device.findGrant()).toBeUndefined();
});

test('settings are applied, confirmed and reported', async () => {
  await using region = await startTestRegion();
  await using started = await startedDevice(region);
  const motionDetection = { enabled: true, sensitivity: 'high' as const, schedule: null };
  await region.send('settings', { id: 's1', motionDetection });
  expect(await region.replies.next()).toMatchObject({ id: 's1', ok: true });
  expect(await region.statuses.next(({ motionDetection: set }) => set !== null)).toMatchObject({ motionDetection });
  expect(started.device.settings.motionDetection).toEqual(motionDetection);
});

test('a command that does not fit its schema is refused with a reason, and a probe without a hook too', async () => {
  await using region = await startTestRegion();
  await using _started = await startedDevice(region);
  await region.send('grant', { id: 'g1', nonce: 7 });
  expect(await region.replies.next()).toMatchObject({ id: 'g1', ok: false, reason: 'command_invalid' });
  await region.send('probe', { id: 'b1', probeId: 'x', nonce: 'n' });
  expect(await region.replies.next()).toMatchObject({ id: 'b1', ok: false, reason: 'probe_unsupported' });
});
