import { type Duration, type ItemName, milliseconds, minutes, seconds, type TriedSetting } from '@kaitong/contract';
import { RECORDING_LIMIT } from '../recording/limits.ts';
import { OFFERED_FOR, OFFERED_TOKEN_LIFE } from './broker-offers.ts';
import { CUT_FOR, CUTS, LINE_HOLDS } from './line-cuts.ts';

/** One step of an item: what is asked of the camera or of somebody in front of it, and what is waited for. */
export type ConformanceStep =
  /**
   * A recording grant, as a subscription gives it, that takes events of this length, or `continuous` footage too; ends with
   * the camera's answer.
   */
  | { does: 'grant'; maxEvent: Duration; recording?: 'continuous' }
  | { does: 'set'; setting: TriedSetting }
  /** Motion of this length: simulated by a camera that can, else somebody is asked for it. */
  | { does: 'move'; lasts: Duration; light?: 'night' }
  /** The n-th event of the item, from 1. */
  | { does: 'await-event'; event: number }
  /** `lasts`: of the motion that is still recorded meanwhile. */
  | { does: 'await-complete'; event: number; lasts?: Duration }
  /** Footage that is recorded all the time, from a camera that does so; nothing where it does not. */
  | { does: 'await-continuous' }
  /** It goes on for so long. */
  | { does: 'record-on'; lasts: Duration }
  /** What follows can only be asked of a camera that simulates motion. */
  | { does: 'need-simulate' }
  /** Nothing may be opened for so long. */
  | { does: 'stay-silent'; lasts: Duration }
  /** Until nothing has been under way for so long: what belongs to this item must not be taken for the next one's. */
  | { does: 'settle'; lasts: Duration }
  | { does: 'await-line' }
  /** Its line is ended, and it is refused some times before it is let in again. */
  | { does: 'cut-line' }
  /** Until it says that it sleeps. */
  | { does: 'await-sleep' }
  /** What follows can only be asked of a camera for which there is newer firmware. */
  | { does: 'need-update' }
  /** It is told to ask for that firmware. */
  | { does: 'tell-update' }
  /** Until it says that it runs, or does not. */
  | { does: 'await-update' }
  /** Nobody else may take it for so long. */
  | { does: 'watch-line'; lasts: Duration }
  /** Its line is closed, and its tokens come with the addresses of brokers whose certificates it must refuse. */
  | { does: 'offer-brokers' }
  /** The time that the camera is told from now on. */
  | { does: 'tell-time'; behind: Duration };

/**
 * What the region does to one device as soon as the item's first segment is acknowledged; an `impostor` takes the place of
 * the first segment's target.
 */
export type DisturbanceKind = 'line-cut' | 'server-away' | 'token-void' | 'impostor';
export type Disturbance = { kind: DisturbanceKind; lasts: Duration };

export type ConformancePlan = {
  steps: readonly ConformanceStep[];
  disturbance?: Disturbance;
  /** From this step on only for a camera that has not recorded continuously. */
  insteadFrom?: number;
};

/** Longer than a camera's usual pause before it tries again, and still short enough to wait for. */
const OUTAGE = seconds(5);
/** Short, so that a camera that uses each target until it expires is through in time. */
const WRONG_TARGET_LIFE = seconds(8);
/** What that takes, beside the time that everybody has. */
const WRONG_TARGETS = seconds(30);
/** Five minutes would test the same comparison. What a camera reads of its grant is what counts. */
export const SHORT_EVENT = seconds(6);

/** The longest that `settle` waits for a camera that never comes to rest. */
const LONGEST_SETTLE = seconds(40);

const grant: ConformanceStep = { does: 'grant', maxEvent: RECORDING_LIMIT.event };
const settle: ConformanceStep = { does: 'settle', lasts: seconds(2) };
/** An event and all of it. */
const event = (n: number): ConformanceStep[] => [
  { does: 'await-event', event: n },
  { does: 'await-complete', event: n },
];
const moving = (lasts: Duration, n = 1): ConformanceStep[] => [{ does: 'move', lasts }, ...event(n)];
/** The same for motion that is recorded for longer than anybody waits otherwise. */
const movingLong = (lasts: Duration, n: number, light?: 'night'): ConformanceStep[] => [
  { does: 'move', lasts, ...(light ? { light } : {}) },
  { does: 'await-event', event: n },
  { does: 'await-complete', event: n, lasts },
];

/** The same for what comes later than usual. */
const movingSlowly = (lasts: Duration, more: Duration): ConformanceStep[] => [
  { does: 'move', lasts },
  { does: 'await-event', event: 1 },
  { does: 'await-complete', event: 1, lasts: more },
];

/** Seven segments of ten seconds, and some time for the last one to come. */
const WATCHED = seconds(75);
/** Two motions whose recordings differ by a minute, however much a camera adds before and after. */
export const COMPARED = { short: seconds(10), long: seconds(70) };
/** Long enough to tell 8 %, and short enough to keep a lens covered. */
export const NIGHT_MOTION = seconds(40);
/** Until the recordings of the first motion are over, so that they are not taken for the second's. */
const CALM: ConformanceStep = { does: 'settle', lasts: seconds(5) };

/** Long enough to be under way still when an image is there. */
export const UPDATED_MOTION = seconds(8);
/** An image of some ten megabytes, the flash, a restart, and a trial of a minute. */
const INSTALLS_WITHIN = minutes(4);

/** Cameras on batteries are up for half a minute after they had something to do. */
const FALLS_ASLEEP = seconds(90);

/** Two units take a line from each other every second or two, and wait for half a minute at most. */
const LINE_WATCHED = seconds(35);

const lineCut: ConformanceStep[] = [
  { does: 'settle', lasts: LINE_HOLDS },
  { does: 'cut-line' },
  { does: 'await-line' },
];

/** The extended test as data: what each item does, step by step. */
export const conformancePlans: Readonly<Record<ItemName, ConformancePlan>> = {
  'motion-off': {
    steps: [
      grant,
      { does: 'set', setting: 'motion-off' },
      ...moving(seconds(3)),
      settle,
      { does: 'set', setting: 'motion-back' },
    ],
  },
  'privacy-mode': {
    steps: [
      grant,
      { does: 'set', setting: 'privacy-on' },
      { does: 'move', lasts: seconds(3) },
      { does: 'stay-silent', lasts: seconds(8) },
      { does: 'set', setting: 'privacy-off' },
      ...moving(seconds(3)), // deafness is no privacy
      settle,
    ],
  },
  'back-to-back': { steps: [grant, ...moving(seconds(2)), ...moving(seconds(2), 2), settle] },
  'long-event': {
    steps: [{ does: 'grant', maxEvent: SHORT_EVENT }, ...moving(seconds(15)), ...event(2), settle],
  },
  'uplink-lost': {
    steps: [grant, ...moving(seconds(4)), settle],
    disturbance: { kind: 'line-cut', lasts: OUTAGE },
  },
  'server-restart': {
    steps: [grant, ...moving(seconds(4)), { does: 'await-line' }, settle],
    disturbance: { kind: 'server-away', lasts: OUTAGE },
  },
  'token-expired': {
    steps: [grant, ...moving(seconds(4)), settle],
    disturbance: { kind: 'token-void', lasts: minutes(2) },
  },
  'wrong-clock': {
    steps: [
      grant,
      { does: 'tell-time', behind: minutes(60) },
      ...moving(seconds(2)),
      { does: 'tell-time', behind: seconds(0) },
      settle,
      ...moving(seconds(2), 2),
      settle,
    ],
  },
  'key-rotation': { steps: [grant, ...moving(seconds(2)), settle, ...moving(seconds(2), 2), settle] },
  'wrong-certificate': {
    steps: [grant, ...movingSlowly(seconds(4), WRONG_TARGETS), settle],
    disturbance: { kind: 'impostor', lasts: WRONG_TARGET_LIFE },
  },
  'wrong-broker': {
    // Something is under way when its line goes, and arrives all the same.
    steps: [
      grant,
      { does: 'move', lasts: seconds(2) },
      { does: 'await-event', event: 1 },
      { does: 'offer-brokers' },
      { does: 'await-complete', event: 1 },
      { does: 'await-line' },
      settle,
    ],
  },
  rate: {
    steps: [
      { does: 'grant', maxEvent: RECORDING_LIMIT.continuous, recording: 'continuous' },
      { does: 'await-continuous' },
      { does: 'record-on', lasts: WATCHED },
      grant,
      CALM,
      { does: 'need-simulate' },
      ...movingLong(COMPARED.short, 1),
      CALM,
      ...movingLong(COMPARED.long, 2),
      CALM,
    ],
    insteadFrom: 5,
  },
  night: { steps: [grant, ...movingLong(NIGHT_MOTION, 1, 'night'), settle] },
  sleep: {
    steps: [
      grant,
      { does: 'tell-time', behind: minutes(60) },
      ...moving(seconds(2)),
      { does: 'await-sleep' },
      { does: 'tell-time', behind: seconds(0) },
      grant, // kept for it until somebody wakes it
      ...moving(seconds(2), 2),
      settle,
    ],
  },
  update: {
    steps: [
      grant,
      { does: 'need-update' },
      { does: 'move', lasts: UPDATED_MOTION },
      { does: 'await-event', event: 1 },
      { does: 'tell-update' },
      { does: 'await-complete', event: 1, lasts: UPDATED_MOTION },
      { does: 'await-update' },
      grant, // taken by the version that runs now
      ...moving(seconds(2), 2),
      settle,
    ],
  },
  'cloned-secret': { steps: [{ does: 'watch-line', lasts: LINE_WATCHED }] },
  'power-cut': { steps: Array.from({ length: CUTS }, () => lineCut).flat() },
};

export type Circumstances = {
  /** It sleeps between events, and hears what is sent when it wakes. */
  sleepy: boolean;
  /** It simulates motion, so nobody has to come. */
  commanded: boolean;
};

/** How long a step may take, or takes where it waits for nothing to happen. */
export function patienceOf(step: ConformanceStep, { sleepy, commanded }: Circumstances): Duration {
  switch (step.does) {
    case 'grant':
    case 'set':
    case 'move':
      // A camera that has lost its line tries again within half a minute.
      return sleepy ? seconds(60) : seconds(30);
    case 'await-event':
      return commanded ? seconds(20) : seconds(60);
    case 'await-complete':
      return milliseconds(seconds(60) + (step.lasts ?? 0));
    case 'await-continuous':
      return seconds(20);
    case 'record-on':
      return step.lasts;
    case 'need-simulate':
      return seconds(0);
    case 'stay-silent':
      return step.lasts;
    case 'settle':
      return LONGEST_SETTLE;
    case 'offer-brokers':
      return milliseconds(OFFERED_FOR + OFFERED_TOKEN_LIFE + seconds(10));
    case 'await-line':
      return seconds(45);
    case 'cut-line':
      return CUT_FOR;
    case 'need-update':
      return seconds(0);
    case 'tell-update':
      return seconds(30);
    case 'await-update':
      return INSTALLS_WITHIN;
    case 'await-sleep':
      return FALLS_ASLEEP;
    case 'watch-line':
      return step.lasts;
    case 'tell-time':
      return seconds(0);
  }
}
