import { createHash } from 'node:crypto';
import {
  type Client,
  type DeviceId,
  type device,
  type Output,
  ProblemError,
  type UploadTarget,
} from '@kaitong/contract';
import type { ObjectKind } from '@kaitong/contract/checks';
import { ownAnswers, type UploadPurpose } from '@kaitong/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '../../objects/store-error.ts';
import { randomId } from '../../secrets/ids.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { startTest, TESTING_ACCOUNT } from '../testing/conformance.ts';
import { subscribe } from '../testing/footage.ts';
import { whileStoreHangs } from '../testing/hanging-store.ts';
import { type Camera, deviceApi, type Phone, pairNew, signUp, tokenOf } from '../testing/people.ts';
import { refused } from '../testing/refused.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

type Api = Client<typeof device>;
type Opening = Parameters<Api['openEvent']>[0]['body'];

/** One device for each purpose; a `subject` is what its next event is opened under. */
type Subject = { purpose: UploadPurpose; api: Api; nonce?: string };

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
const cameras = new Map<UploadPurpose, { camera: Camera; api: Api }>();

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  phone = await signUp(region, 'wang');
  for (const purpose of ['verification', 'recording', 'conformance'] as const) {
    const camera = await pairNew(region, phone);
    cameras.set(purpose, { camera, api: deviceApi(region, await tokenOf(region, camera)) });
  }
  await subscribe(region, cameraOf('recording'), { kind: 'event', retentionDays: 7 });
  await startTest(region, phone, cameraOf('conformance'), ['motion-off']);
  // It stays there: nothing moves it here.
  await region.context.db.updateTable('conformance').set({ item: 'motion-off' }).execute();
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

function cameraOf(purpose: UploadPurpose): Camera {
  const found = cameras.get(purpose);
  if (!found) throw new Error(`no camera for ${purpose}`);
  return found.camera;
}

const deviceRow = ({ deviceId }: Camera) =>
  region.context.db.selectFrom('device').selectAll().where('device_id', '=', deviceId).executeTakeFirstOrThrow();

/** A run of its own for each event; the one before it is ended. */
async function startRun(camera: Camera): Promise<string> {
  const { db } = region.context;
  const running = await db.selectFrom('run').select('application_id').where('state', '=', 'running').execute();
  for (const { application_id } of running)
    await region.plane.endRun({ params: { applicationId: application_id as never }, body: { reason: 'superseded' } });
  const { pid, paired_at } = await deviceRow(camera);
  await region.plane.startRun({
    params: { applicationId: newApplicationId() },
    body: { deviceId: camera.deviceId as DeviceId, pid, pairedAt: paired_at.toISOString(), ...TESTING_ACCOUNT },
  });
  const run = await db.selectFrom('run').select('nonce').where('state', '=', 'running').executeTakeFirstOrThrow();
  return run.nonce;
}

async function freshSubjects(): Promise<Subject[]> {
  const nonce = await startRun(cameraOf('verification'));
  return [...cameras].map(([purpose, { api }]) => ({ purpose, api, ...(purpose === 'verification' ? { nonce } : {}) }));
}

/** `ageMs` may differ each time: an object that is declared again is older. */
type Declared = { n: number; kind: ObjectKind; durationMs: number; variant: number; ageMs?: number | undefined };
type Message =
  | { does: 'open'; objects: Declared[]; isOther: boolean }
  | { does: 'declare'; object: Declared }
  | { does: 'put'; n: number; variant: number }
  | { does: 'commit'; n: number; next: Declared | null }
  | { does: 'close'; objects: number; durationMs: number };

const bytesOf = ({ n, variant }: Pick<Declared, 'n' | 'variant'>): Buffer => Buffer.from(`object ${n}, ${variant}`);
const hash = (name: string, bytes: Buffer): string => createHash(name).update(bytes).digest('hex');

function declarationOf({ n, kind, durationMs, variant, ageMs }: Declared) {
  const bytes = bytesOf({ n, variant });
  const hashes = { md5: hash('md5', bytes), sha256: hash('sha256', bytes) };
  return { n, kind, durationMs: kind === 'segment' ? durationMs : 0, bytes: bytes.length, ...hashes, iv: null, ageMs };
}

/** A device that sends one event, as far as it is told to. */
class Uploader {
  readonly subject: Subject;
  readonly deviceEventId = randomId('e', 12);
  readonly startedAt = region.clock.now().toISOString();
  readonly targets = new Map<number, UploadTarget>();
  eventId = 'ev000000000000000000';

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** What was answered: a code, or what an answer says apart from addresses, keys and ids. */
  async send(message: Message): Promise<unknown> {
    try {
      return await this.#send(message);
    } catch (error) {
      if (error instanceof ProblemError) return error.problem.code;
      throw error;
    }
  }

  async #send(message: Message): Promise<unknown> {
    const { api } = this.subject;
    const params = { eventId: this.eventId as never };
    switch (message.does) {
      case 'open': {
        const opened = await api.openEvent({ body: this.#opening(message) });
        this.eventId = opened.eventId;
        return { state: opened.state, targets: opened.targets.map((target) => this.#keep(target)) };
      }
      case 'declare':
        return this.#keep(await api.declareObject({ params, body: declarationOf(message.object) }));
      case 'put': {
        const target = this.targets.get(message.n);
        if (!target) return 'no target';
        const body = new Uint8Array(bytesOf(message));
        const answer = await fetch(target.url, { method: target.method, headers: target.headers, body });
        return answer.status;
      }
      case 'commit': {
        const body = message.next ? { next: declarationOf(message.next) } : {};
        const { next, refused } = await api.commitObject({ params: { ...params, n: message.n }, body });
        return { next: next && this.#keep(next), refused: refused?.code };
      }
      case 'close': {
        const { objects, durationMs } = message;
        return (await api.closeEvent({ params, body: { objects, durationMs, firmware: '2.3.0' as never } })).state;
      }
    }
  }

  #keep(target: Output<typeof device.declareObject>): string {
    this.targets.set(target.n, target);
    return `${target.n} ${target.state}`;
  }

  #opening({ objects, isOther }: Extract<Message, { does: 'open' }>): Opening {
    const { nonce } = this.subject;
    return {
      deviceEventId: this.deviceEventId,
      type: 'motion',
      startedAt: this.startedAt,
      ageMs: 0,
      declaration: { container: 'ts', codec: 'h264', width: isOther ? 640 : 320, height: 180, encryption: 'none' },
      firmware: '2.3.0' as never,
      objects: objects.map(declarationOf),
      ...(nonce === undefined ? {} : { nonce }),
    };
  }
}

const segment = (n: number): Declared => ({ n, kind: 'segment', durationMs: 2000, variant: 0 });

/** Of an event of its own, which is not open yet. */
async function uploaderFor(purpose: UploadPurpose): Promise<Uploader> {
  const subject = (await freshSubjects()).find((one) => one.purpose === purpose);
  if (!subject) throw new Error(`no subject for ${purpose}`);
  return new Uploader(subject);
}

const LAST = 4;
const declared: fc.Arbitrary<Declared> = fc.record({
  n: fc.nat(LAST),
  kind: fc.constantFrom<ObjectKind>('segment', 'segment', 'segment', 'init', 'snapshot'),
  durationMs: fc.constantFrom(0, 1000, 2000),
  variant: fc.constantFrom(0, 0, 0, 1),
  ageMs: fc.option(fc.nat(20_000), { nil: undefined }),
});
const message: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('open' as const),
      objects: fc.array(declared, { maxLength: 3 }),
      isOther: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('declare' as const), object: declared }) },
  {
    weight: 7,
    arbitrary: fc.record({ does: fc.constant('put' as const), n: fc.nat(LAST), variant: fc.constantFrom(0, 0, 0, 1) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant('commit' as const), n: fc.nat(LAST), next: fc.option(declared) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('close' as const),
      objects: fc.integer({ min: 1, max: LAST + 2 }), // with none a run has its verdict at once: a test of its own
      durationMs: fc.constantFrom(0, 4000),
    }),
  },
);

/** What a good camera sends, twice as often as it should, out of order, with some of it lost and some of it wrong. */
const course: fc.Arbitrary<Message[]> = fc
  .tuple(fc.integer({ min: 1, max: LAST + 1 }), fc.array(message, { maxLength: 18 }), fc.infiniteStream(fc.nat(30)))
  .map(([count, wrong, places]) => {
    const objects = Array.from({ length: count }, (_, n) => segment(n));
    const right = objects.flatMap((object): Message[] => [
      { does: 'declare', object },
      { does: 'put', n: object.n, variant: 0 },
      { does: 'commit', n: object.n, next: null },
    ]);
    const all = [...right, ...wrong, { does: 'close' as const, objects: count, durationMs: 4000 }];
    const placed = all.map((one) => ({ one, at: places.next().value ?? 0 })).sort((a, b) => a.at - b.at);
    return [{ does: 'open', objects: [], isOther: false }, ...placed.map(({ one }) => one), ...right];
  });

describe('an event', () => {
  // Thousands of calls: a minute where nothing else runs would be enough, and here others do.
  test('is answered alike, code by code, whatever it is recorded for', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(course, async (messages) => {
        const uploaders = (await freshSubjects()).map((subject) => new Uploader(subject));
        for (const one of messages) {
          const answers = await Promise.all(
            uploaders.map(async (uploader) => [uploader.subject.purpose, await uploader.send(one)] as const),
          );
          const [[, first] = ['recording', undefined]] = answers;
          for (const [purpose, answer] of answers) {
            expect({ purpose, message: one, answer }).toEqual({ purpose, message: one, answer: first });
            expect(ownAnswers[purpose]).not.toContain(answer);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test.each(['verification', 'recording', 'conformance'] as const)(
    'of a %s takes an object that is declared again with another age, or with none, as the same',
    async (purpose) => {
      const uploader = await uploaderFor(purpose);
      await uploader.send({ does: 'open', objects: [segment(0)], isOther: false });
      for (const ageMs of [120, 4000, 0, undefined])
        expect(await uploader.send({ does: 'declare', object: { ...segment(0), ageMs } })).toBe('0 waiting');
      expect(await uploader.send({ does: 'declare', object: { ...segment(0), ageMs: -1 } })).toBe('input_invalid');
      expect(await uploader.send({ does: 'put', n: 0, variant: 0 })).toBe(200);
      expect(await uploader.send({ does: 'declare', object: { ...segment(0), ageMs: 9000 } })).toBe('0 stored');
    },
  );

  test('of a verification keeps when an object was taken, by each of the first declarations', async () => {
    const uploader = await uploaderFor('verification');
    await uploader.send({ does: 'open', objects: [segment(0)], isOther: false });
    const before = region.clock.now().getTime();
    for (const ageMs of [120, 4000, Number.MAX_SAFE_INTEGER, 1, 2, 3])
      await uploader.send({ does: 'declare', object: { ...segment(0), ageMs } });
    const { ends } = await region.context.db
      .selectFrom('event_object')
      .select('ends')
      .where('event_id', '=', uploader.eventId as never)
      .executeTakeFirstOrThrow();
    const now = region.clock.now().getTime();
    expect(ends).toHaveLength(4);
    for (const [at, ageMs] of [120, 4000].entries()) {
      expect(ends[at]).toBeGreaterThanOrEqual(before - ageMs - 1000);
      expect(ends[at]).toBeLessThanOrEqual(now - ageMs + 1000);
    }
    expect(ends[2]).toBe(0);
  });

  test.each([
    ['verification', 160],
    ['conformance', 400],
    ['recording', 1000],
  ] as const)('of a %s takes no number from %i on, and no IV beside `none`', async (purpose, limit) => {
    const uploader = await uploaderFor(purpose);
    await uploader.send({ does: 'open', objects: [], isOther: false });
    for (const n of [limit, 100_000])
      expect(await uploader.send({ does: 'declare', object: segment(n) })).toBe('footage_limit_reached');
    expect(await uploader.send({ does: 'declare', object: segment(limit - 1) })).toBe(`${limit - 1} waiting`);
    const body = { ...declarationOf(segment(0)), iv: '0'.repeat(32) };
    const problem = await refused(
      uploader.subject.api.declareObject({ params: { eventId: uploader.eventId as never }, body }),
    );
    expect(problem).toMatchObject({ code: 'input_invalid', fields: [{ path: 'iv' }] });
    expect(await uploader.send({ does: 'declare', object: segment(0) })).toBe('0 waiting');
  });

  test.each([
    ['verification', 'grant_ended'],
    ['recording', 'event_closed'],
    ['conformance', 'event_closed'],
  ] as const)('of a %s that is closed with no objects takes none: %s', async (purpose, answer) => {
    const uploader = await uploaderFor(purpose);
    await uploader.send({ does: 'open', objects: [], isOther: false });
    expect(await uploader.send({ does: 'close', objects: 0, durationMs: 0 })).toBe('closed');
    expect(await uploader.send({ does: 'declare', object: segment(0) })).toBe(answer);
  });

  test.each(['verification', 'recording', 'conformance'] as const)(
    'of a %s that is closed twice at one moment has the numbers of one of them',
    async (purpose) => {
      const uploader = await uploaderFor(purpose);
      await uploader.send({ does: 'open', objects: [], isOther: false });
      const closes = [1, 2, 3, 4].map((objects) => uploader.send({ does: 'close', objects, durationMs: 4000 }));
      expect((await Promise.all(closes)).sort()).toEqual(['closed', ...Array(3).fill('event_conflict')]);
    },
  );

  test.each(['verification', 'recording', 'conformance'] as const)(
    'of a %s holds no lock while the store hangs, and is answered as ever',
    async (purpose) => {
      const uploader = await uploaderFor(purpose);
      const open: Message = { does: 'open', objects: [segment(0), segment(1)], isOther: false };
      await uploader.send(open);
      await uploader.send({ does: 'put', n: 0, variant: 0 });
      const answers: [Message, unknown][] = [
        [open, { state: 'open', targets: ['0 stored', '1 waiting'] }],
        [{ does: 'declare', object: segment(0) }, '0 stored'],
        [{ does: 'commit', n: 1, next: null }, 'object_not_stored'],
        [
          { does: 'commit', n: 0, next: segment(1) },
          { next: '1 waiting', refused: undefined },
        ],
      ];
      for (const [one, answer] of answers)
        expect([one, await whileStoreHangs(region, () => uploader.send(one))]).toEqual([one, answer]);
    },
  );

  test.each(['verification', 'recording', 'conformance'] as const)(
    'of a %s is told of an outage of the store where the store says what it is answered, and else as ever',
    async (purpose) => {
      const uploader = await uploaderFor(purpose);
      await uploader.send({ does: 'open', objects: [segment(0)], isOther: false });
      await uploader.send({ does: 'put', n: 0, variant: 0 });
      const { objects } = region.context;
      const { findInfo } = objects;
      objects.findInfo = () => Promise.reject(new StoreError('The object store does not answer.', {}));
      try {
        for (const one of [
          { does: 'declare', object: segment(0) },
          { does: 'commit', n: 0, next: null },
        ] as const)
          expect(await uploader.send(one)).toBe('storage_unavailable');
        expect(await uploader.send({ does: 'declare', object: segment(1) })).toBe('1 waiting');
        expect(await uploader.send({ does: 'commit', n: 3, next: null })).toBe('object_unknown');
      } finally {
        objects.findInfo = findInfo;
      }
      expect(await uploader.send({ does: 'commit', n: 0, next: null })).toEqual({ next: null, refused: undefined });
    },
  );

  test.each(['verification', 'recording', 'conformance'] as const)(
    'of a %s takes a commit after its close, and no other close',
    async (purpose) => {
      const uploader = await uploaderFor(purpose);
      await uploader.send({ does: 'open', objects: [segment(0), segment(1)], isOther: false });
      for (const n of [0, 1]) expect(await uploader.send({ does: 'put', n, variant: 0 })).toBe(200);
      await uploader.send({ does: 'commit', n: 0, next: null });
      expect(await uploader.send({ does: 'close', objects: 2, durationMs: 4000 })).toBe('closed');
      expect(await uploader.send({ does: 'close', objects: 2, durationMs: 4001 })).toBe('event_conflict');
      expect(await uploader.send({ does: 'commit', n: 1, next: null })).toEqual({ next: null, refused: undefined });
      expect(await uploader.send({ does: 'declare', object: segment(2) })).toBe('event_closed');
      expect(await uploader.send({ does: 'close', objects: 2, durationMs: 4000 })).toBe('closed');
    },
  );
});
