import { createDecipheriv } from 'node:crypto';
import { milliseconds, minutes } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexOf } from '../bytes.ts';
import { createDevice, type Device } from '../device.ts';
import type { Outcome } from '../outcome.ts';
import { type Credentials, pairDevice } from '../pairing.ts';
import { jumpingClock } from '../testing/clock.ts';
import { LICENCE, startTestRegion, type Trouble } from '../testing/region.ts';
import { describe, type Seal } from './seal.ts';

const declaration: EventDeclaration = {
  container: 'ts',
  codec: 'h264',
  width: 640,
  height: 360,
  encryption: 'aes-128',
};
const segment = (fill: number) => ({ kind: 'segment' as const, bytes: Buffer.alloc(1000, fill), durationMs: 2000 });

type TestRegion = Awaited<ReturnType<typeof startTestRegion>>;

async function pairedDevice(region: TestRegion, options: { giveUpMs?: number; seal?: Seal } = {}) {
  const credentials = resultOf(
    await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0' }),
  ) satisfies Credentials;
  const clock = jumpingClock();
  const giveUpAfter = options.giveUpMs ? milliseconds(options.giveUpMs) : minutes(2);
  const { seal } = options;
  const ports = { clock, random: () => 0.5, ...(seal && { seal }) };
  return { device: createDevice({ credentials, firmware: '2.3.0', giveUpAfter, ...ports }), clock };
}

function resultOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`);
  return outcome.value;
}

const openEvent = async (device: Device, deviceEventId?: string) =>
  resultOf(
    await device.openEvent({
      type: 'motion',
      declaration,
      startedAt: 1_000_000,
      ...(deviceEventId === undefined ? {} : { deviceEventId }),
    }),
  );

test('objects arrive in order, encrypted with the event key and an IV of their own, and a commit declares the next', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  const added = [event.addObject(segment(1)), event.addObject(segment(2))];
  expect((await Promise.all(added)).every(({ ok }) => ok)).toBe(true);
  resultOf(await event.close());

  expect(region.requests.slice(3)).toEqual(['open', 'declare', 'put 0', 'commit 0', 'put 1', 'commit 1', 'close']);
  expect(region.closed).toMatchObject({ objects: 2, durationMs: 4000 });
  const ivs = [...region.objects.values()].map(({ declaration: { iv } }) => iv);
  expect(new Set(ivs).size).toBe(2);
  for (const [n, { declaration: declared, bytes }] of region.objects) {
    const decipher = createDecipheriv(
      'aes-128-cbc',
      region.key ?? Buffer.alloc(0),
      Buffer.from(declared.iv ?? '', 'hex'),
    );
    const plain = Buffer.concat([decipher.update(bytes ?? Buffer.alloc(0)), decipher.final()]);
    expect(plain).toEqual(segment(n + 1).bytes);
  }
});

test('a camera whose chip encrypts seals its objects with it, with the key of the event', async () => {
  await using region = await startTestRegion();
  const keys: (Uint8Array | null)[] = [];
  const seal: Seal = (object, n, key) => {
    keys.push(key);
    return describe(object, n, Buffer.from('from the chip'), Buffer.alloc(16, 1));
  };
  const { device } = await pairedDevice(region, { seal });
  const event = await openEvent(device);
  resultOf(await event.addObject(segment(7)));
  expect(keys.map((key) => key && hexOf(key))).toEqual([region.key?.toString('hex')]);
  expect(region.objects.get(0)).toMatchObject({ bytes: Buffer.from('from the chip'), committed: true });
});

test('each declaration says how old its object is when it is sent, also the one that is repeated and the one with a commit', async () => {
  await using region = await startTestRegion();
  const { device, clock } = await pairedDevice(region);
  const event = await openEvent(device);
  const taken = clock.monotonic();
  await clock.sleep(milliseconds(300));
  region.meet('declare', 'line cut after', 'line cut after');
  const added = [
    event.addObject({ ...segment(1), endedAt: taken }),
    event.addObject({ ...segment(2), endedAt: taken }),
  ];
  await Promise.all([...added, event.addObject(segment(3))]);
  const [first = -1, second = -1, third = -1, ...later] = region.ages.flatMap(({ ageMs }) => ageMs ?? []);
  expect(first).toBe(300);
  expect(second).toBeGreaterThan(first); // its clock jumps by what a repetition waits
  expect(third).toBeGreaterThan(second);
  expect(later).toEqual([third]);
  expect(region.ages.at(-1)).toEqual({ n: 2, ageMs: undefined });
});

test('all footage in one object is declared again before its commit, so that its age is confirmed', async () => {
  await using region = await startTestRegion();
  const { device, clock } = await pairedDevice(region);
  const event = resultOf(
    await device.openEvent({ type: 'motion', declaration: { ...declaration, container: 'mp4' }, startedAt: 1_000_000 }),
  );
  region.meet('put', 'line cut before');
  await event.addObject({ ...segment(1), endedAt: clock.monotonic() });
  expect(region.requests.slice(4)).toEqual(['declare', 'put 0', 'declare', 'put 0', 'declare', 'commit 0']);
  expect(region.ages.map(({ ageMs }) => ageMs)).toEqual([0, expect.any(Number), expect.any(Number)]);
});

test('without encryption the bytes go up as they are, with no IV declared', async () => {
  await using region = await startTestRegion();
  region.withoutEncryption();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  resultOf(await event.addObject(segment(7)));
  expect(region.objects.get(0)?.declaration).toMatchObject({ iv: null, bytes: 1000 });
  expect(region.objects.get(0)?.bytes).toEqual(segment(7).bytes);
});

test.each(['open', 'declare', 'put', 'commit', 'close'])(
  'a line cut before or after `%s` loses nothing',
  async (step) => {
    await using region = await startTestRegion();
    const { device, clock } = await pairedDevice(region);
    region.meet(step, 'line cut before', 'line cut after');
    const event = await openEvent(device);
    void event.addObject(segment(1));
    void event.addObject(segment(2));
    resultOf(await event.close());
    expect([...region.objects.values()].map(({ committed }) => committed)).toEqual([true, true]);
    expect(region.closed).toBeDefined();
    expect(clock.slept.length).toBe(2);
  },
);

test('the pause doubles from try to try', async () => {
  await using region = await startTestRegion();
  const { device, clock } = await pairedDevice(region);
  region.meet('open', ...Array<'line cut before'>(4).fill('line cut before'));
  await openEvent(device);
  expect(clock.slept).toEqual([375, 750, 1500, 3000]);
});

test('an expired target is declared again, and a commit that finds nothing stored sends the bytes again', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  region.meet('put', 'upload_target_expired');
  region.meet('commit', 'object_not_stored');
  resultOf(await event.addObject(segment(1)));
  expect(region.requests.slice(4)).toEqual([
    ...['declare', 'put 0', 'declare', 'put 0', 'commit 0'],
    ...['declare', 'commit 0'], // declared again, the answer says `stored`
  ]);
});

test('a target that gives no answer is left for a new one, and what arrived there is not sent again', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  region.meet('put', 'line cut before', 'line cut after');
  resultOf(await event.addObject(segment(1)));
  expect(region.requests.slice(4)).toEqual([
    ...['declare', 'put 0', 'declare', 'put 0'],
    ...['declare', 'commit 0'], // the answer says `stored`
  ]);
});

test.each([400, 403, 409, 500, 503])(
  'another store that answers %d in words of its own is asked again with a new target',
  async (status) => {
    await using region = await startTestRegion();
    const { device } = await pairedDevice(region);
    const event = await openEvent(device);
    region.meet('put', status);
    resultOf(await event.addObject(segment(1)));
    expect(region.requests.slice(4)).toEqual(['declare', 'put 0', 'declare', 'put 0', 'commit 0']);
  },
);

test('a store that refuses one target after the other is left alone for longer each time', async () => {
  await using region = await startTestRegion();
  const { device, clock } = await pairedDevice(region);
  const event = await openEvent(device);
  for (let n = 0; n < 4; n++) region.meet('put', 403);
  const before = clock.slept.length;
  resultOf(await event.addObject(segment(1)));
  expect(clock.slept.slice(before)).toEqual([750, 1500, 3000]);
});

test('412 of another store means commit, and 411 is not sent again as it was', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  region.meet('put', 412);
  region.meet('commit', 'object_exists');
  expect(await event.addObject(segment(1))).toMatchObject({ ok: false, problem: { code: 'object_exists' } });
  expect(region.requests.slice(4)).toEqual(['declare', 'put 0', 'commit 0']);

  await using other = await startTestRegion();
  const another = await openEvent((await pairedDevice(other)).device);
  other.meet('put', 411);
  expect(await another.addObject(segment(1))).toMatchObject({ ok: false, problem: { code: 'store_refused' } });
  expect(other.requests.slice(4)).toEqual(['declare', 'put 0']);
});

test('a revoked token is replaced in the middle of an upload', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  region.revokeTokens();
  resultOf(await event.addObject(segment(1)));
  expect(region.requests).toContain('commit 0');
});

test('a refusal ends the event: later objects are not tried, and close says why', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  region.meet('declare', 'grant_ended');
  const added = await Promise.all([event.addObject(segment(1)), event.addObject(segment(2))]);
  expect(added.map((outcome) => (outcome.ok ? null : outcome.problem.code))).toEqual(['grant_ended', 'grant_ended']);
  expect(await event.close()).toMatchObject({ ok: false, problem: { code: 'grant_ended', retry: false } });
  expect(region.requests.filter((step) => step === 'declare').length).toBe(1);
});

test('a commit counts though the next object is refused; what the platform took is closed', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region);
  const event = await openEvent(device);
  region.takeAtMost(2);
  const added = await Promise.all([1, 2, 3, 4].map((fill) => event.addObject(segment(fill))));
  expect(added.map((outcome) => (outcome.ok ? 'ok' : outcome.problem.code))).toEqual([
    ...['ok', 'ok', 'footage_limit_reached', 'footage_limit_reached'],
  ]);
  resultOf(await event.close());
  expect(region.requests.slice(4)).toEqual(['declare', 'put 0', 'commit 0', 'put 1', 'commit 1', 'close']);
  expect(region.closed).toMatchObject({ objects: 2, durationMs: 4000 });
});

test('an uplink that stays away ends the upload with `unreachable` when the patience is over', async () => {
  await using region = await startTestRegion();
  const { device } = await pairedDevice(region, { giveUpMs: 5000 });
  const event = await openEvent(device);
  region.meet('put', ...Array<'line cut before'>(20).fill('line cut before'));
  const outcome = await event.addObject(segment(1));
  expect(outcome).toMatchObject({ ok: false, problem: { code: 'unreachable', retry: true } });
});

test('after a restart the same device event id goes on where it was: committed segments are not sent again', async () => {
  await using region = await startTestRegion();
  const first = await pairedDevice(region);
  const before = await openEvent(first.device, 'event-1');
  resultOf(await before.addObject(segment(1)));
  region.meet('commit', 'event_closed'); // the second is stored when the device loses power
  await before.addObject(segment(2));

  const second = await pairedDevice(region);
  const after = await openEvent(second.device, 'event-1');
  const from = region.requests.length;
  for (const fill of [1, 2, 3]) void after.addObject(segment(fill));
  resultOf(await after.close());
  expect(region.requests.slice(from)).toEqual(['commit 1', 'put 2', 'commit 2', 'close']);
});

test('whatever goes wrong on the way, in whatever order: every object arrives once, unharmed, before the close', async () => {
  const steps = ['open', 'declare', 'put', 'commit', 'close', 'challenge', 'token'];
  const kinds: Trouble[] = ['line cut before', 'line cut after', 'internal_error', 'rate_limited'];
  const trouble = fc.array(fc.tuple(fc.constantFrom(...steps), fc.constantFrom(...kinds)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(trouble, fc.integer({ min: 1, max: 4 }), async (troubles, count) => {
      await using region = await startTestRegion();
      region.withoutEncryption();
      const { device } = await pairedDevice(region);
      for (const [step, kind] of troubles) region.meet(step, kind);
      const event = await openEvent(device);
      for (let n = 0; n < count; n++) void event.addObject(segment(n + 1));
      resultOf(await event.close());
      const stored = [...region.objects.values()];
      expect(stored.map(({ bytes, committed }) => [bytes?.[0], committed])).toEqual(
        Array.from({ length: count }, (_, n) => [n + 1, true]),
      );
      expect(region.closed).toMatchObject({ objects: count });
    }),
    { numRuns: 25 },
  );
});
