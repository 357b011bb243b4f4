import { CONFORMANCE_ITEMS, type ItemName, WRONG_CERTIFICATES } from '@kaitong/contract';
import type { CheckCode } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventSpeed, type ItemEvent, type ItemFacts, isComplete } from './item-facts.ts';
import { skipItem } from './judge-item.ts';
import { beginCut, judgeCuts, type LineCut, tryLine } from './line-cuts.ts';
import { type ItemMove, moveItem } from './move-item.ts';
import { conformancePlans } from './plans.ts';

const right: EventSpeed = {
  rate: { is: 'judged', by: 'age', rate: 1, within: 0.08, stampedFps: 15, deliveredFps: 15 },
  ...{ isWrong: false, mediaMs: 70_000, longestGopMs: 2000, stampedFps: 15, brightness: 40 },
};
const whole: ItemEvent = {
  type: 'continuous',
  openedAt: 1_000_000,
  cameMs: 80_000,
  speed: right,
  closedObjects: 4,
  declared: 4,
  stored: 4,
  segments: 3,
  footageMs: 8000,
  startedAt: 1_000_000,
  skewMs: 0,
  ageErrorMs: 0,
  isEncrypted: true,
  isCutByPlatform: false,
  repeated: [],
  errors: [],
};
const good: ItemFacts = {
  commanded: true,
  reply: { ok: true, reason: null },
  events: [whole, { ...whole, startedAt: whole.startedAt + whole.footageMs }],
  askedAt: 1_000_000,
  refusedOpenings: 0,
  refused: null,
  quietMs: 60_000,
  isOnLine: true,
  presence: 'dormant',
  disturbance: 'over',
  token: { refused: 1, isRenewed: true },
  impostor: { isMet: true, trusted: null },
  cuts: [
    { began: 0, tries: [0, 500, 1500, 3500, 7500], isOver: true },
    { began: 0, tries: [0, 700, 2200, 5000, 11_000], isOver: true },
  ],
  takings: 0,
  update: { version: '2.4.0', isAsked: true, report: 'installed', reason: null },
  brokers: { wrong: 'wrong-name', met: WRONG_CERTIFICATES, trusted: null, isOver: true, wasAway: false, of: 4 },
};
const brokers = {
  wrong: 'expired',
  met: WRONG_CERTIFICATES.slice(0, 2),
  trusted: null,
  isOver: true,
  wasAway: false,
  of: 4,
} as const;

/** Plays an item with what there is at each look, until it ends. */
function play(name: ItemName, looks: readonly { facts: ItemFacts; isLate: boolean }[]) {
  let at = 0;
  const ends: ItemMove[] = [];
  const visited = [at];
  for (const { facts, isLate } of looks) {
    const move = moveItem(name, at, facts, isLate);
    if (move.to === 'ended') {
      ends.push(move);
      break;
    }
    if (move.to === 'next') visited.push(++at);
  }
  return { at, visited, end: ends[0] };
}

const event: fc.Arbitrary<ItemEvent> = fc.record({
  type: fc.constant('motion'),
  openedAt: fc.integer({ min: 1_000_000, max: 1_020_000 }),
  cameMs: fc.nat(80_000),
  speed: fc.option(fc.constantFrom(right, { ...right, isWrong: true })),
  closedObjects: fc.option(fc.nat(4)),
  declared: fc.nat(4),
  stored: fc.nat(4),
  segments: fc.nat(4),
  footageMs: fc.nat(20_000),
  startedAt: fc.integer({ min: 1_000_000, max: 1_020_000 }),
  skewMs: fc.integer({ min: -10_000, max: 10_000 }),
  ageErrorMs: fc.nat(10_000),
  isEncrypted: fc.boolean(),
  isCutByPlatform: fc.boolean(),
  repeated: fc.array(fc.nat(3), { maxLength: 2 }),
  errors: fc.array(fc.constantFrom<CheckCode>('enc.key', 'ts.align'), { maxLength: 2 }),
});
const facts: fc.Arbitrary<ItemFacts> = fc.record({
  commanded: fc.boolean(),
  reply: fc.option(fc.record({ ok: fc.boolean(), reason: fc.option(fc.constant('busy')) })),
  events: fc.array(event, { maxLength: 3 }),
  askedAt: fc.option(fc.constant(1_010_000)),
  refusedOpenings: fc.nat(2),
  refused: fc.option(fc.constantFrom('input_invalid iv', 'length_required')),
  quietMs: fc.nat(5000),
  isOnLine: fc.boolean(),
  presence: fc.constantFrom('online', 'offline', 'dormant'),
  disturbance: fc.constantFrom('none', 'armed', 'on', 'over'),
  token: fc.record({ refused: fc.nat(2), isRenewed: fc.boolean() }),
  impostor: fc.record({ isMet: fc.boolean(), trusted: fc.constantFrom(null, ...WRONG_CERTIFICATES) }),
  cuts: fc.array(
    fc.record({ began: fc.constant(0), tries: fc.array(fc.nat(40_000), { maxLength: 5 }), isOver: fc.boolean() }),
    { maxLength: 3 },
  ),
  takings: fc.nat(4),
  update: fc.option(
    fc.record({
      version: fc.constant('2.4.0'),
      isAsked: fc.boolean(),
      report: fc.constantFrom(null, 'downloading', 'installed', 'failed'),
      reason: fc.constantFrom(null, 'image_damaged'),
    }),
  ),
  brokers: fc.constantFrom(null, good.brokers, brokers, { ...brokers, trusted: 'expired' as const }),
});
const looks = fc.array(fc.record({ facts, isLate: fc.boolean() }), { maxLength: 40 });

describe('an item of the extended test', () => {
  test('goes forward step by step, and passes only after every step of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONFORMANCE_ITEMS), looks, (name, seen) => {
        const { visited, end, at } = play(name, seen);
        expect(visited).toEqual(visited.map((_, n) => n));
        if (end?.to !== 'ended' || (end.verdict !== 'pass' && end.verdict !== 'warn')) return;
        expect(at).toBe(conformancePlans[name].steps.length);
      }),
    );
  });

  test('never passes on an event that is not complete', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONFORMANCE_ITEMS), fc.array(event, { maxLength: 3 }), (name, events) => {
        const { end } = play(name, Array(40).fill({ facts: { ...good, events }, isLate: true }));
        const needed = Math.max(
          ...conformancePlans[name].steps.map((step) => (step.does === 'await-complete' ? step.event : 0)),
        );
        const isThere = events.length >= needed && events.slice(0, needed).every(isComplete);
        // In privacy mode an event is the fault.
        if (end?.to === 'ended' && end.verdict === 'pass') expect(isThere && name !== 'privacy-mode').toBe(true);
      }),
    );
  });

  test('ends whatever a camera does, once its steps are late', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONFORMANCE_ITEMS), facts, (name, one) => {
        expect(play(name, Array(40).fill({ facts: one, isLate: true })).end).toBeDefined();
      }),
    );
  });

  test.each(CONFORMANCE_ITEMS.filter((name) => name !== 'privacy-mode'))('%s: a good camera passes', (name) => {
    // What is only watched ends by its time.
    const isLate = conformancePlans[name].steps.some(({ does }) => does === 'watch-line');
    expect(play(name, Array(40).fill({ facts: good, isLate })).end).toMatchObject({
      verdict: 'pass',
      reason: { code: 'as_expected' },
    });
  });

  test('privacy-mode: a good camera is silent, and uploads once it is off', () => {
    const silence = conformancePlans['privacy-mode'].steps.findIndex(({ does }) => does === 'stay-silent');
    const quiet = { facts: { ...good, events: [] }, isLate: true };
    const looksOf = [...Array(silence + 1).fill(quiet), ...Array(10).fill({ facts: good, isLate: false })];
    expect(play('privacy-mode', looksOf).end).toMatchObject({ verdict: 'pass' });
  });
});

const unknown: EventSpeed = { ...right, rate: { is: 'not_judged', because: 'never_waited' } };
const loose: EventSpeed = { ...right, rate: { ...right.rate, within: 0.3 } as EventSpeed['rate'] };
const wrongSpeed: EventSpeed = { ...right, isWrong: true, rate: { ...right.rate, rate: 1.19 } as EventSpeed['rate'] };
/** Two recordings of simulated motion, of 10 s and of 70 s, from a camera that adds six seconds to each. */
const compared = (short: number, long: number, came = 76_000): Partial<ItemFacts> => ({
  askedAt: 2_000_000,
  events: [
    { ...whole, type: 'motion', speed: { ...unknown, mediaMs: short } },
    { ...whole, type: 'motion', openedAt: 2_000_100, cameMs: came, speed: { ...unknown, mediaMs: long } },
  ],
});
const atNight = (speed: EventSpeed, came = 46_000): Partial<ItemFacts> => ({
  events: [{ ...whole, type: 'motion', cameMs: came, speed }],
});

/** Footage that nobody can read: no times, no brightness, and errors that say why. */
const unreadable: ItemEvent = {
  ...whole,
  type: 'motion',
  errors: ['enc.key'],
  speed: {
    ...{ rate: { is: 'not_judged', because: 'no_times' }, isWrong: false },
    ...{ mediaMs: 0, longestGopMs: 0, stampedFps: null, brightness: null },
  },
};
const dark = atNight(unknown).events?.[0] ?? whole;

const offered = { version: '2.4.0', isAsked: true, report: null, reason: null };

/** Times at which it came back after each end of its line. */
const cut = (...tries: number[][]): Partial<ItemFacts> => ({
  cuts: tries.map((each): LineCut => ({ began: 0, tries: each, isOver: true })),
});

/** What one thing makes of an item that would pass otherwise; looked at when everything is late. */
const faults: [ItemName, string, Partial<ItemFacts>, string][] = [
  ['motion-off', 'does not take the grant', { reply: { ok: false, reason: 'full' } }, 'fail grant_not_taken'],
  ['motion-off', 'answers nothing', { reply: null }, 'fail grant_not_taken'],
  ['motion-off', 'opens no event', { events: [] }, 'fail switch_obeyed'],
  ['back-to-back', 'opens no event', { events: [] }, 'fail no_event'],
  ['back-to-back', 'misses the second', { events: [whole] }, 'fail second_event_missing'],
  ['back-to-back', 'says a field wrong', { events: [], refused: 'input_invalid ageMs' }, 'fail call_refused'],
  [
    'back-to-back',
    'sends no length',
    { events: [{ ...whole, closedObjects: null, stored: 0 }], refused: 'length_required' },
    'fail call_refused',
  ],
  ['back-to-back', 'sends it the second time', { refused: 'length_required' }, 'warn call_refused'],
  ['privacy-mode', 'opens an event', {}, 'fail event_in_privacy'],
  ['privacy-mode', 'tries to open one', { events: [], refusedOpenings: 1 }, 'fail event_in_privacy'],
  ['long-event', 'goes on and on', { events: [{ ...whole, closedObjects: null, footageMs: 9000 }] }, 'fail too_long'],
  ['long-event', 'begins nothing after the cut', { events: [whole] }, 'fail too_long'],
  [
    'long-event',
    'is cut by the platform',
    {
      events: [
        { ...whole, isCutByPlatform: true },
        { ...whole, startedAt: whole.startedAt + 6000 },
      ],
    },
    'warn cut_by_platform',
  ],
  [
    'long-event',
    'loses two seconds between two events',
    { events: [whole, { ...whole, startedAt: whole.startedAt + 10_000 }] },
    'warn footage_lost',
  ],
  [
    'long-event',
    'loses ten seconds between two events',
    { events: [whole, { ...whole, startedAt: whole.startedAt + 18_000 }] },
    'fail footage_lost',
  ],
  ['uplink-lost', 'gives up', { events: [{ ...whole, closedObjects: null, stored: 1 }] }, 'fail not_resumed'],
  ['uplink-lost', 'sends again', { events: [{ ...whole, repeated: [0] }] }, 'warn sent_again'],
  ['uplink-lost', 'sends all in one', { events: [{ ...whole, segments: 1 }] }, 'skipped not_interrupted'],
  ['uplink-lost', 'was not interrupted', { disturbance: 'armed' }, 'skipped not_interrupted'],
  ['server-restart', 'stays away', { isOnLine: false }, 'fail not_back'],
  [
    'token-expired',
    'keeps its token',
    { events: [{ ...whole, closedObjects: null, stored: 1 }], token: { refused: 3, isRenewed: false } },
    'fail token_kept',
  ],
  ['wrong-clock', 'keeps a wrong clock', { events: [whole, { ...whole, skewMs: -90_000 }] }, 'fail clock_wrong'],
  ['wrong-clock', 'gives wrong ages', { events: [whole, { ...whole, ageErrorMs: 9000 }] }, 'fail clock_wrong'],
  ['wrong-certificate', 'sends there', { impostor: { isMet: true, trusted: 'expired' } }, 'fail certificate_trusted'],
  ['wrong-certificate', 'never comes', { impostor: { isMet: false, trusted: null } }, 'skipped certificate_not_met'],
  [
    'wrong-certificate',
    'sends there and gives up',
    { events: [{ ...whole, stored: 0 }], impostor: { isMet: true, trusted: 'expired' } },
    'fail certificate_trusted',
  ],
  [
    'wrong-certificate',
    'cannot get there, and asks for no other target',
    { events: [{ ...whole, stored: 0 }], disturbance: 'on', impostor: { isMet: false, trusted: null } },
    'skipped certificate_not_met',
  ],
  [
    'wrong-certificate',
    'refuses it, and asks for no other target',
    { events: [{ ...whole, stored: 0 }], disturbance: 'on' },
    'fail target_kept',
  ],
  [
    'wrong-certificate',
    'gives up once it has its own target',
    { events: [{ ...whole, closedObjects: null, stored: 1 }] },
    'fail not_resumed',
  ],
  ['wrong-certificate', 'sends an event as one object', { events: [{ ...whole, segments: 1 }] }, 'pass as_expected'],
  ['wrong-certificate', 'opens no event', { events: [] }, 'fail no_event'],
  ['wrong-certificate', 'sends again', { events: [{ ...whole, repeated: [0] }] }, 'warn sent_again'],
  ['wrong-broker', 'says who it is', { brokers: { ...brokers, trusted: 'expired' } }, 'fail broker_trusted'],
  ['wrong-broker', 'asks for no token', { brokers: { ...brokers, wrong: null, met: [] } }, 'fail token_not_asked'],
  ['wrong-broker', 'goes elsewhere', { brokers: { ...brokers, met: [] } }, 'skipped broker_not_met'],
  ['wrong-broker', 'is left alone by us', { brokers: { ...brokers, wasAway: true } }, 'skipped platform_away'],
  ['wrong-broker', 'is slow', { brokers }, 'skipped brokers_met_in_part'],
  ['wrong-broker', 'stays away', { isOnLine: false }, 'fail not_back'],
  ['wrong-broker', 'drops its event', { events: [{ ...whole, closedObjects: null, stored: 1 }] }, 'fail not_resumed'],
  [
    'wrong-broker',
    'says who it is, and is not seen again',
    { brokers: { ...brokers, trusted: 'expired' }, isOnLine: false },
    'fail broker_trusted',
  ],
  [
    'rate',
    'records continuously, and stamps wrongly',
    { events: [{ ...whole, speed: wrongSpeed }] },
    'fail rate_wrong',
  ],
  [
    'rate',
    'records continuously, and nothing tells',
    { events: [{ ...whole, speed: unknown }] },
    'skipped rate_not_judged',
  ],
  ['rate', 'is right within thirty per cent', { events: [{ ...whole, speed: loose }] }, 'skipped rate_not_judged'],
  ['rate', 'is right by two recordings', compared(16_000, 76_000), 'pass as_expected'],
  ['rate', 'is right within a tenth and a group of pictures', compared(16_000, 69_000), 'pass as_expected'],
  ['rate', 'stamps 21 frames as 25', compared(16_000 / 1.19, 76_000 / 1.19), 'fail rate_wrong'],
  ['rate', 'is twice as fast', compared(8000, 38_000), 'fail rate_wrong'],
  ['rate', 'records ten seconds, whatever moves', compared(10_000, 10_000, 10_000), 'skipped motion_not_followed'],
  ['rate', 'can do neither', { ...compared(0, 0), events: [], commanded: false }, 'skipped simulate_needed'],
  [
    'rate',
    'sends what nobody can read',
    { askedAt: 2_000_000, events: [unreadable, { ...unreadable, openedAt: 2_000_100, cameMs: 76_000 }] },
    'warn clip_flawed',
  ],
  ['night', 'sends what nobody can read', { events: [unreadable] }, 'warn clip_flawed'],
  [
    'night',
    'sends pictures that are not decoded',
    { events: [{ ...dark, speed: { ...unknown, brightness: null } }] },
    'skipped rate_not_judged',
  ],
  ['night', 'is right in the dark', atNight(right), 'pass as_expected'],
  ['night', 'stamps the rate of the day', atNight(wrongSpeed), 'fail rate_wrong'],
  ['night', 'stays bright', atNight({ ...right, brightness: 140 }), 'skipped stays_bright'],
  [
    'night',
    'sends one object, as long as the motion',
    atNight({ ...unknown, mediaMs: 46_000 }),
    'skipped rate_not_judged',
  ],
  ['night', 'sends one object, half as long', atNight({ ...unknown, mediaMs: 23_000 }), 'fail rate_wrong'],
  ['night', 'stops by itself', atNight({ ...unknown, mediaMs: 10_000 }, 10_000), 'skipped rate_not_judged'],
  ['power-cut', 'comes every second', cut([0, 1000, 2000, 3000, 4000]), 'fail no_back_off'],
  ['power-cut', 'comes every five seconds', cut([0, 5000, 10_000, 15_000, 20_000]), 'fail no_back_off'],
  ['power-cut', 'comes twice in forty seconds', cut([0, 30_000, 60_000]), 'fail line_tried_rarely'],
  [
    'power-cut',
    'waits as long each time',
    cut([0, 500, 1500, 3500, 7500], [100, 690, 1640, 3700, 7800]),
    'fail same_pauses',
  ],
  [
    'power-cut',
    'once was slow to connect',
    cut([0, 4100, 5200, 7300, 11_400], [0, 700, 1700, 3700, 7700]),
    'pass as_expected',
  ],
  ['power-cut', 'waits with chance', cut([0, 500, 1500, 3500, 7500], [0, 700, 1700, 3700, 7700]), 'pass as_expected'],
  ['power-cut', 'stays away', { isOnLine: false }, 'fail not_back'],
  ['sleep', 'goes without a word', { presence: 'offline' }, 'fail sleep_unsaid'],
  ['sleep', 'does not sleep', { presence: 'online' }, 'skipped stays_awake'],
  ['sleep', 'wakes with a late clock', { events: [whole, { ...whole, skewMs: -3_600_000 }] }, 'fail clock_wrong'],
  ['sleep', 'saw what woke it', { events: [whole, { ...whole, ageErrorMs: 9000 }] }, 'pass as_expected'],
  ['sleep', 'hears nothing when it wakes', { reply: null }, 'fail grant_not_taken'],
  ['update', 'has the newest', { update: null }, 'skipped no_update_offered'],
  ['update', 'asks for nothing', { update: { ...offered, isAsked: false } }, 'fail update_unasked'],
  ['update', 'says nothing', { update: { ...offered, report: 'downloading' } }, 'fail update_unsaid'],
  ['update', 'takes it back', { update: { ...offered, report: 'rolled_back' } }, 'fail update_failed'],
  ['update', 'loses what it records', { events: [{ ...whole, closedObjects: null }, whole] }, 'fail recording_lost'],
  ['update', 'cuts what it records', { events: [{ ...whole, footageMs: 3000 }, whole] }, 'warn recording_cut'],
  ['cloned-secret', 'shares its secret', { takings: 3 }, 'fail secret_cloned'],
  ['cloned-secret', 'lost its line unnoticed', { takings: 1 }, 'pass as_expected'],
  ['key-rotation', 'uses one key', { events: [whole, { ...whole, errors: ['enc.key'] }] }, 'fail key_reused'],
  ['key-rotation', 'does not encrypt', { events: [{ ...whole, isEncrypted: false }, whole] }, 'skipped not_encrypted'],
  ['key-rotation', 'has damaged footage', { events: [{ ...whole, errors: ['ts.align'] }, whole] }, 'warn clip_flawed'],
  [
    'back-to-back',
    'never closes',
    { events: [{ ...whole, closedObjects: null }, whole], disturbance: 'none' },
    'fail event_not_closed',
  ],
  [
    'back-to-back',
    'leaves an object out',
    { events: [{ ...whole, closedObjects: 4, stored: 3 }, whole], disturbance: 'none' },
    'fail upload_incomplete',
  ],
];

test.each(faults)('%s: a camera that %s', (name, _title, wrong, expected) => {
  const { end } = play(name, Array(40).fill({ facts: { ...good, ...wrong }, isLate: true }));
  expect(end?.to === 'ended' && `${end.verdict} ${end.reason.code}`).toBe(expected);
});

test('where no picture was decoded, that is why speed was not judged, and no wrong time stamp', () => {
  const events = [{ ...dark, speed: { ...unknown, brightness: null } }];
  const { end } = play('night', Array(40).fill({ facts: { ...good, events }, isLate: true }));
  expect(end?.to === 'ended' && end.reason).toMatchObject({ params: { because: 'not_decoded' } });
});

test('a bound of the speed is told as one', () => {
  const rate = { ...right.rate, by: 'causality', rate: 0.5 } as EventSpeed['rate'];
  const facts = { ...good, events: [{ ...whole, speed: { ...right, isWrong: true, rate } }] };
  const { end } = play('rate', Array(40).fill({ facts, isLate: true }));
  expect(end?.to === 'ended' && end.reason).toMatchObject({ params: { rate: '≤ 0.5', delivered: '≥ 30' } });
});

test('a setting that the camera refuses is no fault of it: the item is skipped', () => {
  const at = conformancePlans['motion-off'].steps.findIndex(({ does }) => does === 'set');
  const refused = { ...good, reply: { ok: false, reason: 'unknown' } };
  expect(moveItem('motion-off', at, refused, false)).toMatchObject({
    verdict: 'skipped',
    reason: { code: 'settings_refused', params: { reason: 'unknown' } },
  });
});

test('nor is one that installs no updates; an offer that was asked for says more than its reply', () => {
  const at = conformancePlans.update.steps.findIndex(({ does }) => does === 'tell-update');
  const refused = { ...good, reply: { ok: false, reason: 'update_unsupported' } };
  expect(moveItem('update', at, { ...refused, update: { ...offered, isAsked: false } }, false)).toMatchObject({
    ...{ verdict: 'skipped', reason: { code: 'update_refused', params: { reason: 'update_unsupported' } } },
  });
  expect(moveItem('update', at, { ...refused, update: offered }, false)).toEqual({ to: 'next' });
});

test('what cannot be tried is skipped with its reason, never passed', () => {
  const all = { hasImpostor: true, isLineEncrypted: true, sleepy: false };
  const reasonOf = (name: ItemName, lacks: Partial<typeof all>) => skipItem(name, { ...all, ...lacks })?.reason.code;
  expect(skipItem('wrong-certificate', { ...all, hasImpostor: false })?.verdict).toBe('skipped');
  expect(reasonOf('wrong-certificate', { hasImpostor: false })).toBe('certificate_not_offered');
  expect(reasonOf('wrong-broker', { hasImpostor: false })).toBe('certificate_not_offered');
  expect(reasonOf('wrong-broker', { isLineEncrypted: false })).toBe('line_not_encrypted');
  expect(reasonOf('wrong-certificate', { isLineEncrypted: false })).toBeUndefined();
  expect(reasonOf('power-cut', { sleepy: true })).toBe('camera_sleeps');
  for (const name of CONFORMANCE_ITEMS) expect(reasonOf(name, {})).toBe(name === 'sleep' ? 'never_sleeps' : undefined);
  expect(reasonOf('sleep', { sleepy: true })).toBeUndefined();
});

test('how long a device waits to be answered is no part of its pauses', () => {
  const comeBack = (waited: number) => {
    const pauses = [750, 1500, 3000, 6000];
    let now = 0;
    let cut = tryLine(beginCut(0), now);
    for (const pause of pauses) {
      now += pause + waited;
      cut = tryLine(cut, now, waited);
    }
    return cut;
  };
  const cuts = [0, 300, 900].map(comeBack);
  expect(cuts.map(({ isOver }) => isOver)).toEqual([true, true, true]);
  expect(judgeCuts(cuts)).toMatchObject({ verdict: 'fail', reason: { code: 'same_pauses' } });
});
