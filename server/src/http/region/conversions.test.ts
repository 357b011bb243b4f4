import { availableParallelism } from 'node:os';
import { hours, isRefusal, type Refusal, seconds } from '@kaitong/contract';
import { nodePorts } from '@kaitong/judge';
import { inspectObject } from '@kaitong/media';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RegionContext } from '../../region/context.ts';
import { findStanding } from '../../region/footage/find-recording.ts';
import { keepConverted, keyOfConverted, readConverted } from '../../region/watching/converting/kept.ts';
import {
  begin,
  type Claim,
  claim,
  countBefore,
  findPlace,
  leave,
  sayAlive,
} from '../../region/watching/converting/line.ts';
import { showObject } from '../../region/watching/play.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, type Opened, pairSubscribed, record } from '../testing/footage.ts';
import { openPhone, type Phone, signUp } from '../testing/people.ts';
import { readPlaylist, refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { engine: 'auto', runs: true });
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const recordH265 = async (encrypted = true): Promise<Opened> =>
  await record(region, await pairSubscribed(region, wang), { clip: clips['ts h265'], encrypted });
const shared = async (recorded: Opened): Promise<string> =>
  (await wang.createShare({ params: recorded, body: { hours: 1 } })).pageUrl?.split('/').at(-1) ?? '';
const addressOf = (token: string, { eventId }: Opened): string =>
  `${region.context.publicUrl}/play/${token}/h264/object/${eventId}/0.ts`;
/** As players do, who ask again where the machine is busy. */
const get = async (url: string): Promise<Buffer> => {
  for (;;) {
    const answer = await fetch(url);
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
    const told = await answer.text();
    if (!told.includes('conversion_queued')) throw new Error(told);
  }
};
/** Counts what is really converted. */
const spyOn = ({ judge }: RegionContext) => vi.spyOn(judge, 'convert');
const rowsOf = async (table: 'conversion' | 'converted_object') =>
  await region.context.db.selectFrom(table).selectAll().execute();
const keyOf = async ({ eventId }: Opened): Promise<string> => {
  const recording = await findStanding(region.context.db, eventId);
  if (!recording) throw new Error('no recording');
  return keyOfConverted(recording, 0);
};
const codecOf = (bytes: Buffer): unknown => {
  const event = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' } as const;
  const hashes = { md5: nodePorts.hash('md5', [bytes]), sha256: nodePorts.hash('sha256', [bytes]) };
  const object = { n: 0, kind: 'segment', bytes: bytes.length, durationMs: 3000, iv: null, ...hashes } as const;
  return inspectObject({ bytes, object, event, key: undefined }, nodePorts).facts.video?.codec;
};

describe('a segment that is converted', () => {
  test.for([true, false])(
    'is converted once for all who ask, and kept as the recording is (encrypted: %s)',
    async (encrypted, { skip }) => {
      if (!region.context.judge.canConvert()) return skip();
      const converted = spyOn(region.context);
      const recorded = await recordH265(encrypted);
      const token = await shared(recorded);
      const { playlistUrl, ...said } = await openPhone(region).getSharedFootage({
        params: { token },
        query: { codec: 'h264' },
      });
      expect(said).toMatchObject({ kind: 'hls', codec: 'h264', transcoded: true, conversionsBefore: 0 });
      expect(await readPlaylist(playlistUrl)).toMatchObject({ segments: [{ key: null, map: null }] });
      const all = await Promise.all([1, 2, 3].map(() => get(addressOf(token, recorded))));
      expect(new Set(all.map(codecOf))).toEqual(new Set(['h264']));
      await vi.waitFor(async () => expect(await rowsOf('conversion')).toEqual([]));
      expect(await get(addressOf(token, recorded))).toEqual(all[0]);
      expect(converted).toHaveBeenCalledTimes(1);
      const key = await keyOf(recorded);
      const [row] = (await rowsOf('converted_object')).filter((one) => one.key === key);
      const stored = Buffer.from((await region.context.objects.read(key)) ?? []);
      expect(row?.bytes).toBe(stored.length);
      expect(stored.equals(all[0] ?? Buffer.alloc(0))).toBe(!encrypted);
      expect(stored.includes(Buffer.from('FFmpeg'))).toBe(!encrypted);
      converted.mockRestore();
    },
  );

  test('is as it was recorded for players that have the bare link', async () => {
    const recorded = await recordH265();
    const token = await shared(recorded);
    const bare = await openPhone(region).getSharedFootage({ params: { token }, query: {} });
    expect(bare).toMatchObject({
      codec: 'h265',
      transcoded: false,
      playlistUrl: expect.stringMatching(`${token}/index.m3u8`),
    });
    expect(await refusedAs(addressOf(token, recorded).replace('/h264', ''), { redirect: 'manual' })).toBe('302');
    const { playlistUrl } = await wang.createPlayback({
      params: recorded,
      body: { of: { eventId: recorded.eventId } },
    });
    const own = playlistUrl.split('/').at(-2) ?? '';
    expect(await refusedAs(addressOf(own, recorded))).toBe('403 playback_ended');
  });

  test('goes with its recording, and is not believed where it is not what was stored', async ({ skip }) => {
    if (!region.context.judge.canConvert()) return skip();
    const converted = spyOn(region.context);
    const recorded = await recordH265(false);
    const token = await shared(recorded);
    const key = await keyOf(recorded);
    const first = await get(addressOf(token, recorded));
    const { objects, db } = region.context;
    await vi.waitFor(async () => expect(await objects.findInfo(key)).toBeDefined());
    await objects.remove(key);
    const damaged = first.subarray(0, first.length / 2);
    await objects.put(key, damaged, 'application/octet-stream');
    expect((await get(addressOf(token, recorded))).length).toBe(first.length);
    expect(converted).toHaveBeenCalledTimes(2);
    await vi.waitFor(async () => expect(await rowsOf('conversion')).toEqual([]));
    expect((await objects.read(key))?.length).toBe(first.length);
    await wang.deleteEvent({ params: recorded });
    await vi.waitFor(async () => expect(await objects.findInfo(key)).toBeUndefined(), { timeout: 10_000 });
    await region.clock.advance(hours(1));
    await vi.waitFor(
      async () =>
        expect(await db.selectFrom('converted_object').where('key', '=', key).selectAll().execute()).toEqual([]),
      { timeout: 10_000 },
    );
    converted.mockRestore();
  });

  test('is converted once by two processes that are asked at the same moment', async ({ skip }) => {
    if (!region.context.judge.canConvert()) return skip();
    const converted = spyOn(region.context); // the judge of both
    const second = await openTestRegion(server, { engine: 'auto', keys: region.context.secrets });
    try {
      const recorded = await recordH265();
      const token = await shared(recorded);
      const both = [region.context, { ...second.context, objects: region.context.objects }];
      const { signal } = new AbortController();
      const asked = { eventId: recorded.eventId, name: '0.ts', codec: 'h264', signal } as const;
      const all = await Promise.all([...both, ...both].map((context) => showObject(context, token, asked)));
      const bodies = all.map((one) => ('body' in one ? Buffer.from(one.body) : Buffer.alloc(0)));
      expect(bodies.map(codecOf)).toEqual(['h264', 'h264', 'h264', 'h264']);
      expect(converted).toHaveBeenCalledTimes(1);
    } finally {
      converted.mockRestore();
      await second.close();
    }
  });

  test('is given to who asked where it cannot be kept', async ({ skip }) => {
    if (!region.context.judge.canConvert()) return skip();
    const converted = spyOn(region.context);
    const recorded = await recordH265();
    const token = await shared(recorded);
    const context = { ...region.context, space: { ...region.context.space, fits: async () => false } };
    const { signal } = new AbortController();
    const asked = { eventId: recorded.eventId, name: '0.ts', codec: 'h264', signal } as const;
    let shown = await showObject(context, token, asked);
    while (isRefusal(shown) && shown.code === 'conversion_queued') shown = await showObject(context, token, asked);
    expect(shown).toMatchObject({ type: 'video/mp2t' });
    expect(converted).toHaveBeenCalledTimes(1);
    converted.mockRestore();
    expect(await region.context.objects.findInfo(await keyOf(recorded))).toBeUndefined();
  });

  test('is made anew where a process ended between its row and its bytes', async () => {
    const { context } = region;
    const recorded = await recordH265();
    const recording = await findStanding(context.db, recorded.eventId);
    if (!recording) throw new Error('no recording');
    const key = await keyOf(recorded);
    const put = () => Promise.reject(new Error('killed'));
    const killed = { ...context, objects: { ...context.objects, put } };
    const kept = { recording, key, bytes: Buffer.alloc(1000, 7) };
    await expect(keepConverted(killed, kept)).rejects.toThrow('killed');
    expect(await readConverted(context, recording, key)).toBeUndefined();
    await keepConverted(context, kept);
    expect(await readConverted(context, recording, key)).toEqual(kept.bytes);
  });

  test('stays within its quota, the one that nobody asked for longest goes first, and none stays on a disk that is short', async () => {
    const { context } = region;
    await sql`DELETE FROM converted_object`.execute(context.db);
    const made = await Promise.all([1, 2, 3, 4].map(() => recordH265()));
    const keep = async (one: Opened, most: number, of: RegionContext = context) => {
      const recording = await findStanding(of.db, one.eventId);
      if (!recording) throw new Error('no recording');
      await keepConverted(of, { recording, key: await keyOf(one), bytes: Buffer.alloc(1000, 7) }, most);
      await region.clock.advance(seconds(1));
    };
    const kept = async () => {
      const keys = await Promise.all(made.map(keyOf));
      const there = await Promise.all(keys.map((key) => context.objects.findInfo(key)));
      const rows = (await rowsOf('converted_object')).map(({ key }) => keys.indexOf(key)).sort();
      expect(rows).toEqual(there.flatMap((info, at) => (info ? [at] : [])));
      return rows;
    };
    const [a, b, c, d] = made;
    if (!a || !b || !c || !d) throw new Error('too few');
    for (const one of [a, b, c]) await keep(one, 3100);
    expect(await kept()).toEqual([0, 1, 2]);
    await sql`UPDATE converted_object SET used_at = kaitong_now() WHERE key = ${await keyOf(a)}`.execute(context.db);
    await keep(d, 3100);
    expect(await kept()).toEqual([0, 2, 3]);
    await keep(b, 900); // larger than all that may be kept
    expect(await kept()).toEqual([]);
    await keep(b, 3100);
    const short = { ...context, space: { ...context.space, fits: async () => false } };
    await keep(c, 3100, short);
    expect(await kept()).toEqual([]);
  });
});

describe('the line', () => {
  type Kind = 'share' | 'playback';
  const wanted = (key: string, session = 'pb1', kind: Kind = 'share') => ({
    key,
    session: { id: session, kind, share_id: null },
  });
  const take = async (key: string, session?: string, kind?: Kind) => {
    const taken = await claim(region.context, wanted(key, session, kind));
    if (taken === 'held' || isRefusal(taken)) throw new Error(JSON.stringify(taken));
    return taken;
  };
  const clear = () => sql`DELETE FROM conversion`.execute(region.context.db);

  test('has one place for a segment, whoever asks in whatever process, and one that died holds nobody up', async () => {
    await clear();
    const { context, clock } = region;
    const all = await Promise.all(Array.from({ length: 8 }, () => claim(context, wanted('a'))));
    const [mine, ...more] = all.filter((one) => one !== 'held');
    expect(more).toEqual([]);
    if (!mine || isRefusal(mine)) throw new Error('nobody has it');
    expect(await begin(context, mine)).toBe(true);
    expect(await findPlace(context, 'a')).toEqual({ is: 'waiting', before: 0 });
    await clock.advance(seconds(8));
    expect(await sayAlive(context, mine)).toBe(true);
    await clock.advance(seconds(8));
    expect(await claim(context, wanted('a'))).toBe('held');
    await clock.advance(seconds(3)); // nothing was heard of it
    expect(await findPlace(context, 'a')).toEqual({ is: 'none' });
    expect([await sayAlive(context, mine), await begin(context, mine)]).toEqual([false, false]);
    const other = await take('a');
    expect(await sayAlive(context, mine)).toBe(false);
    expect(await begin(context, mine)).toBe(false);
    await leave(context, mine, false); // is no part of it any more
    expect(await findPlace(context, 'a')).toMatchObject({ is: 'waiting' });
    await leave(context, other, true);
    expect(await findPlace(context, 'a')).toEqual({ is: 'failed' });
    await clock.advance(seconds(61));
    expect(await findPlace(context, 'a')).toEqual({ is: 'none' });
  });

  test('moves in the order in which it was joined, tells how many go before, and drops whom nobody waits for', async () => {
    await clear();
    const { context, clock } = region;
    const claims: Claim[] = [];
    for (let n = 0; n < 12; n++) claims.push(await take(`k${n}`, 'pb', 'playback'));
    const begun = async () => {
      const turns = [];
      for (const one of [...claims].reverse()) turns.unshift(await begin(context, one));
      return turns.filter(Boolean).length;
    };
    const places = await begun();
    expect(places).toBeGreaterThan(0);
    expect(places).toBeLessThan(12);
    expect(await countBefore(context)).toBe(12);
    expect(await findPlace(context, `k${places}`)).toEqual({ is: 'waiting', before: places });
    const [first] = claims.splice(0, 1);
    if (first) await leave(context, first, false);
    expect(await findPlace(context, `k${places}`)).toEqual({ is: 'waiting', before: places - 1 });
    expect(await begun()).toBe(places);
    for (const one of claims) await sayAlive(context, one);
    await clock.advance(seconds(7));
    for (const one of claims) await sayAlive(context, one);
    await findPlace(context, 'k11');
    await clock.advance(seconds(7));
    const alive = [];
    for (const one of claims) if (await sayAlive(context, one)) alive.push(one.key);
    expect(alive).toEqual([...Array.from({ length: places }, (_, n) => `k${n + 1}`), 'k11']);
  });

  test('takes so many of a link at once, however many ask, and any number of its owner’s', async () => {
    await clear();
    const { context } = region;
    const all = await Promise.all(Array.from({ length: 6 }, (_, n) => claim(context, wanted(`s${n}`, 'pb-link'))));
    const refused = all.filter((one): one is Refusal => one !== 'held' && isRefusal(one));
    expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'conversion_queued'));
    for (let n = 0; n < 6; n++) await take(`o${n}`, 'pb-own', 'playback');
    await clear();
  });

  test('never holds more than it may, whatever is asked, begun, ended, lost and given up', async () => {
    const { context, clock } = region;
    const places = Math.max(1, Math.floor(availableParallelism() / 2));
    const step = fc.oneof(
      fc.record({ is: fc.constant('claim' as const), key: fc.nat(5), session: fc.nat(2) }),
      fc.record({ is: fc.constant('begin' as const), at: fc.nat(20) }),
      fc.record({ is: fc.constant('leave' as const), at: fc.nat(20), failed: fc.boolean() }),
      fc.record({ is: fc.constant('say' as const), at: fc.nat(20) }),
      fc.record({ is: fc.constant('pass' as const), s: fc.integer({ min: 1, max: 15 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        await clear();
        const claims: Claim[] = [];
        for (const one of steps) {
          if (one.is === 'pass') await clock.advance(seconds(one.s));
          if (one.is === 'claim') {
            const asked = () => claim(context, wanted(`k${one.key}`, `pb${one.session}`));
            const taken = await Promise.all([asked(), asked()]);
            const own = taken.flatMap((each) => (each === 'held' || isRefusal(each) ? [] : [each]));
            expect(own.length).toBeLessThan(2);
            claims.push(...own);
          }
          const of = 'at' in one ? claims[one.at % Math.max(1, claims.length)] : undefined;
          if (of && one.is === 'begin') await begin(context, of);
          if (of && one.is === 'say') await sayAlive(context, of);
          if (of && one.is === 'leave') await leave(context, of, one.failed);
          const alive = await sql<{ session_id: string; started_at: Date | null }>`
            SELECT * FROM conversion WHERE alive_until > kaitong_now() AND failed_at IS NULL`.execute(context.db);
          expect(alive.rows.filter(({ started_at }) => started_at !== null).length).toBeLessThanOrEqual(places);
          const ofLinks = Map.groupBy(alive.rows, ({ session_id }) => session_id);
          for (const some of ofLinks.values()) expect(some.length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 25 },
    );
    await clear();
  });

  test('is told to who waits too long, with the time to come again; what a link may have converted in an hour is bounded', async ({
    skip,
  }) => {
    if (!region.context.judge.canConvert()) return skip();
    const recorded = await recordH265();
    const token = await shared(recorded);
    for (let n = 0; n < 8; n++) await take(`held${n}`, 'pb', 'playback');
    const waiting = await fetch(addressOf(token, recorded), { headers: { 'accept-language': 'en' } });
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await waiting.json()).toMatchObject({ code: 'conversion_queued', params: { before: 8 } });
    await clear();
    const small = await openTestRegion(server, {
      ...{ engine: 'auto', keys: region.context.secrets },
      limits: { conversionsPerShare: { limit: 4, window: hours(1) } },
    });
    try {
      const context = { ...small.context, objects: region.context.objects };
      const [piece] = clips['ts h265'].pieces;
      const clip = { ...clips['ts h265'], pieces: piece ? [piece, piece] : [] };
      const long = await record(region, await pairSubscribed(region, wang), { clip });
      const link = await shared(long);
      const ask = async (name: string) => {
        const { signal } = new AbortController();
        return await showObject(context, link, { eventId: long.eventId, name, codec: 'h264', signal });
      };
      expect(await ask('0.ts')).toMatchObject({ type: 'video/mp2t' });
      const refused = await ask('1.ts');
      expect(refused).toMatchObject({ code: 'share_conversions_exceeded' });
      const wait = isRefusal(refused) ? Number(refused.params.seconds) : 0;
      expect(Math.abs(wait - 1800)).toBeLessThan(120); // 2 s of 4 s an hour
      expect(await ask('0.ts')).toMatchObject({ type: 'video/mp2t' });
      expect(await rowsOf('conversion')).toEqual([]);
    } finally {
      await small.close();
    }
  });
});
