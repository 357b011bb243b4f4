import { type FirmwareVersion, type StatusMessage, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLater, isNothingNew, isWatchedWith, movePresence, SILENCE, unheard } from './move-presence.ts';
import type { Connection, PresenceFact, PresenceState } from './presence.ts';

const nothing = unheard({
  firmware: null,
  features: { sleepy: false, probe: false, simulate: false },
  motionDetection: null,
  privacyMode: false,
});

const connection = (n: number, isWatched = false): Connection => ({
  ...{ id: `c${n}`, order: n, broker: `b${n % 2}`, isWatched },
});

type Words = Partial<Pick<StatusMessage, 'session' | 'sequence' | 'state' | 'privacyMode'>> & { sleepy?: boolean };
const status = ({ session = 1, sequence = 1, state = 'online', privacyMode = false, sleepy = true }: Words = {}) => ({
  ...{ id: `${session}.${sequence}`, session, sequence, state, privacyMode, motionDetection: null },
  firmware: `${session % 1000}.${sequence % 1000}` as FirmwareVersion,
  features: { sleepy, probe: false, simulate: false },
});

const connected = (n: number): PresenceFact => ({ type: 'connected', connection: connection(n) });
const gone = (n: number): PresenceFact => ({ type: 'gone', connection: connection(n) });
const said = (words: Words): PresenceFact => ({ type: 'said', status: status(words), isOnlySign: false });
const only = (words: Words): PresenceFact => ({ type: 'said', status: status(words), isOnlySign: true });
const silent: PresenceFact = { type: 'silent' };
const WILL: Words = { state: 'offline', sequence: Number.MAX_SAFE_INTEGER };

const after = (facts: readonly PresenceFact[], from: PresenceState = nothing, now = 0): PresenceState =>
  facts.reduce((state, fact) => movePresence(state, fact, now).state, from);

const aConnection = fc.integer({ min: 1, max: 4 });
const aStatus = fc.record({
  session: fc.integer({ min: 0, max: 2 }),
  sequence: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(Number.MAX_SAFE_INTEGER)),
  state: fc.constantFrom('online' as const, 'offline' as const),
});
const lineFacts = fc.oneof(aConnection.map(connected), aConnection.map(gone));

test('online is who has its newest connection, in whatever order, how often and with what losses that is told', () => {
  const facts = fc.array(fc.oneof(lineFacts, aStatus.map(said)), { maxLength: 24 });
  fc.assert(
    fc.property(facts, (told) => {
      const numbers = (type: 'connected' | 'gone') =>
        told.flatMap((fact) => (fact.type === type ? [fact.connection.order] : []));
      const newest = Math.max(0, ...numbers('connected'), ...numbers('gone'));
      const isThere = numbers('connected').includes(newest) && !numbers('gone').includes(newest);
      const state = after(told);
      expect(state.presence).toBe(isThere ? 'online' : 'offline');
      expect(state.connection?.order ?? 0).toBe(newest);
    }),
    { numRuns: 2000 },
  );
});

test('dormant is who said so last, until a newer connection comes or it says otherwise on the one it has', () => {
  const word = fc.constantFrom('online' as const, 'dormant' as const, 'offline' as const);
  const fact = fc.oneof(lineFacts, word);
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 24 }), (told) => {
      let sequence = 0;
      let state = nothing;
      let sleeps = false;
      for (const one of told) {
        const before = state.connection?.order ?? 0;
        const isThere = state.connection?.hold === 'there';
        if (typeof one === 'string') {
          sequence += 1;
          state = after([said({ state: one, sequence })], state);
          if (one === 'dormant') sleeps = true;
          if (one === 'online' && isThere) sleeps = false;
        } else {
          state = after([one], state);
          if (one.type === 'connected' && one.connection.order > before) sleeps = false;
        }
        const here = state.connection?.hold === 'there';
        expect(state.presence).toBe(sleeps ? 'dormant' : here ? 'online' : 'offline');
      }
    }),
    { numRuns: 2000 },
  );
});

test('of statuses in any order, twice or not, the latest stands at the end', () => {
  const online = aStatus.map((words) => ({ ...words, state: 'online' as const }));
  fc.assert(
    fc.property(fc.array(online, { minLength: 1, maxLength: 14 }), (words) => {
      const latest = words.map(status).reduce((best, word) => (isLater(word, best) ? word : best));
      expect(after([connected(1), ...words.map(said)]).known.firmware).toBe(latest.firmware);
      expect(after(words.map(only)).known.firmware).toBe(latest.firmware);
    }),
  );
});

test('whatever was said before, with sessions in milliseconds or wills that are last, who goes on is heard within 75 s', () => {
  const wild = fc.record({
    session: fc.constantFrom(0, 1_800_000_000, 1_800_000_000_000, Number.MAX_SAFE_INTEGER),
    sequence: fc.constantFrom(0, 7, 1_800_000_000_000, Number.MAX_SAFE_INTEGER),
    state: fc.constantFrom('online' as const, 'offline' as const),
  });
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 6 }), fc.boolean(), (before, isOnlySign) => {
      const say = isOnlySign ? only : said;
      let state = after([connected(1), ...before.map(say)]);
      for (const n of [1, 2, 3]) {
        const fact = say({ session: 5, sequence: n, privacyMode: true });
        state = movePresence(state, fact, n * (SILENCE / 3)).state;
      }
      expect(state).toMatchObject({ presence: 'online', known: { privacyMode: true } });
    }),
  );
});

test('a reconnection with the will and session that a library had is online and heard, whichever is told first', () => {
  const before = [connected(1), said({ session: 9, sequence: 1 })];
  const next = said({ session: 9, sequence: 2, privacyMode: true });
  const will = said({ session: 9, ...WILL });
  for (const facts of [
    [will, gone(1), connected(2), next],
    [gone(1), connected(2), will, next],
    [connected(2), will, gone(1), next],
    [connected(2), next, gone(1), will],
    [connected(2), next, will, gone(1)],
  ]) {
    expect(after([...before, ...facts])).toMatchObject({ presence: 'online', known: { privacyMode: true } });
  }
});

test('a sleeping camera stays dormant when its line ends, its will or a lapsed broker says so, and is online when it is back', () => {
  const asleep = after([connected(1), said({ sequence: 1 }), said({ sequence: 2, state: 'dormant' })]);
  for (const end of [gone(1), said(WILL), { type: 'lapsed', broker: 'b1' } as const]) {
    const state = after([end], asleep);
    expect(state.presence).toBe('dormant');
    expect(after([connected(2)], state).presence).toBe('online');
  }
  expect(after([silent], asleep).presence).toBe('offline'); // its silence is a day and more
  const wakeful = [connected(1), said({ state: 'dormant', sleepy: false })];
  expect([after(wakeful).presence, after([...wakeful, gone(1)]).presence]).toEqual(['online', 'offline']);
});

test('of two half-open connections the older is closed where it is held, once, and a tool’s status keeps neither', () => {
  const first = after([connected(1)]);
  expect(movePresence(first, connected(2), 0)).toMatchObject({ verdict: 'taken', closes: { id: 'c1', broker: 'b1' } });
  const both = after([connected(2)], first);
  expect(movePresence(both, connected(1), 0)).toMatchObject({ verdict: 'older', closes: { id: 'c1' }, state: both });
  expect(movePresence(both, gone(1), 0)).toEqual({ verdict: 'older', closes: null, state: both });
  const left = after([gone(2)], both);
  expect(after([said({ session: 3 })], left)).toMatchObject({ presence: 'offline', known: { firmware: '3.1' } });
});

test('a silent device is online with its next word, late or not; one whose broker lapsed only by a connection', () => {
  const heard = after([connected(1), said({ session: 8 })]);
  const quiet = after([silent], heard);
  expect(after([said({ session: 8, sequence: 2 })], quiet).presence).toBe('online');
  const late = movePresence(quiet, said({ session: 7, privacyMode: true }), 5);
  expect(late).toMatchObject({
    verdict: 'late',
    state: { presence: 'online', seenAt: 5, known: { privacyMode: false } },
  });
  const lapsed = after([{ type: 'lapsed', broker: 'b1' }, said({ session: 8, sequence: 2 })], heard);
  expect(lapsed.presence).toBe('offline');
  expect(after([connected(1)], lapsed).presence).toBe('online'); // the same broker again, which was only slow
  expect(after([connected(1)], after([gone(1)], lapsed)).presence).toBe('offline');
  expect(after([{ type: 'lapsed', broker: 'b1' }], after([connected(2)], heard)).presence).toBe('online');
});

test('a broker that tells no connections has the status alone: goodbye, will and sleep count as said', () => {
  const heard = after([only({ session: 9, sequence: 1 })]);
  expect(heard.presence).toBe('online');
  expect(after([only({ session: 9, sequence: 2, state: 'offline' })], heard).presence).toBe('offline');
  expect(after([only({ session: 9, ...WILL })], heard).presence).toBe('offline');
  expect(after([only({ session: 8, ...WILL })], heard).presence).toBe('online'); // of an older session
  expect(after([only({ session: 9, ...WILL }), only({ session: 9, sequence: 2 })], heard).presence).toBe('online');
  expect(after([only({ session: 9, sequence: 2, state: 'dormant' })], heard).presence).toBe('dormant');
});

test('the same status once more, or a late one, changes nothing within five seconds of the last sign of life', () => {
  for (const say of [said, only]) {
    const heard = movePresence(after([connected(1)]), say({ sequence: 2 }), 1000).state;
    for (const sequence of [1, 2]) {
      expect(movePresence(heard, said({ sequence }), 5999)).toEqual({ state: heard, verdict: 'late', closes: null });
      expect(movePresence(heard, said({ sequence }), 5999).state).toBe(heard);
      expect(movePresence(heard, said({ sequence }), 6000).state).toEqual({ ...heard, seenAt: 6000 });
    }
  }
});

test('a line is watched whose broker ends it within 75 s of its last packet', () => {
  expect([0, 1, 30, 50, 51, 65_535].map((keepAlive) => isWatchedWith(seconds(keepAlive)))).toEqual([
    ...[false, true, true, true, false, false],
  ]);
});

test('nothing new is what a device on a watched line says once more, later than before; it was there until the line ends', () => {
  const watched: PresenceFact = { type: 'connected', connection: connection(1, true) };
  const heard = after([watched, said({ sequence: 2 })]);
  const again = (words: Words) => isNothingNew(heard, { ...status(words), firmware: '1.2' as FirmwareVersion }, 5);
  expect(again({ sequence: 3 })).toBe(true);
  for (const words of [{ sequence: 2 }, { sequence: 3, privacyMode: true }, { sequence: 3, sleepy: false }] as Words[])
    expect(again(words)).toBe(false);
  expect(again({ sequence: 3, state: 'dormant' })).toBe(false);
  const unwatched = after([connected(1), said({ sequence: 2 })]);
  expect(isNothingNew(unwatched, { ...status({ sequence: 3 }), firmware: '1.2' as FirmwareVersion }, 5)).toBe(false);
  const left = movePresence(heard, { type: 'gone', connection: connection(1, true) }, 600_000).state;
  expect(left).toMatchObject({ presence: 'offline', seenAt: 600_000 });
  expect(movePresence(unwatched, gone(1), 600_000).state).toMatchObject({ presence: 'offline', seenAt: 0 });
  const lapsed: PresenceFact = { type: 'lapsed', broker: 'b1' };
  // A broker that was killed was heard of 75 s before that is known.
  expect(movePresence(heard, lapsed, 600_000).state).toMatchObject({ presence: 'offline', seenAt: 600_000 - SILENCE });
  expect(movePresence(heard, lapsed, 1000).state).toMatchObject({ presence: 'offline', seenAt: 0 });
  expect(movePresence(unwatched, lapsed, 600_000).state).toMatchObject({ presence: 'offline', seenAt: 0 });
});
