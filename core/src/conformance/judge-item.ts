import { type ItemName, seconds } from '@kaitong/contract';
import { CLOCK_TOLERANCE } from '../upload/limits.ts';
import { OFFERED_FOR } from './broker-offers.ts';
import { ended, type ItemEnd } from './item-end.ts';
import type { ItemEvent, ItemFacts } from './item-facts.ts';
import { judgeNight, judgeRate } from './judge-rate.ts';
import { judgeCuts } from './line-cuts.ts';
import { conformancePlans, UPDATED_MOTION } from './plans.ts';

/** Two events of one motion: what an encoder loses at the cut, and what an owner misses. */
const SMALL_GAP = seconds(1);
const LARGE_GAP = seconds(5);
/** By so much of a motion a recording may be shorter. */
const FOLLOWED = 0.8;

/** The verdict on an item whose last step is done. */
export function judgeItem(name: ItemName, facts: ItemFacts): ItemEnd {
  return judgeOwn(name, facts) ?? judgeRefused(facts, 'warn') ?? judgeFootage(facts) ?? ended('pass', 'as_expected');
}

/** A camera that got no further, or got there in spite of it. */
export function judgeRefused({ refused }: ItemFacts, verdict: 'fail' | 'warn'): ItemEnd | undefined {
  return refused === null ? undefined : ended(verdict, 'call_refused', { reason: refused });
}

/** What cannot be tried at all with what there is; decided before the item begins. */
export function skipItem(
  name: ItemName,
  { hasImpostor, isLineEncrypted, sleepy }: { hasImpostor: boolean; isLineEncrypted: boolean; sleepy: boolean },
): ItemEnd | undefined {
  if (name === 'sleep') return sleepy ? undefined : ended('skipped', 'never_sleeps');
  if (name === 'power-cut' || name === 'cloned-secret') return sleepy ? ended('skipped', 'camera_sleeps') : undefined;
  if (name !== 'wrong-certificate' && name !== 'wrong-broker') return undefined;
  if (name === 'wrong-broker' && !isLineEncrypted) return ended('skipped', 'line_not_encrypted');
  return hasImpostor ? undefined : ended('skipped', 'certificate_not_offered');
}

function judgeOwn(name: ItemName, facts: ItemFacts): ItemEnd | undefined {
  if (name === 'wrong-certificate') return judgeImpostor(facts) ?? judgeRepeated(facts);
  if (name === 'wrong-broker') return judgeBrokers(facts) ?? judgeRepeated(facts);
  if (conformancePlans[name].disturbance) return judgeDisturbed(facts);
  const [, second] = facts.events;
  switch (name) {
    case 'long-event':
      return judgeCut(facts.events);
    case 'wrong-clock':
      return second && judgeClock(second);
    case 'update':
      return judgeUpdated(facts);
    case 'sleep':
      return second && judgeWakeClock(second);
    case 'key-rotation':
      return judgeKeys(facts.events);
    case 'rate':
      return judgeRate(facts);
    case 'night':
      return judgeNight(facts);
    case 'power-cut':
      return judgeCuts(facts.cuts);
    case 'cloned-secret':
      return judgeTakings(facts);
    default:
      return undefined;
  }
}

/** What a camera has shown by its meeting with the wrong certificate, whatever became of its event. */
export function judgeImpostor({ impostor }: ItemFacts): ItemEnd | undefined {
  if (impostor.trusted) return ended('fail', 'certificate_trusted', { wrong: impostor.trusted });
  return impostor.isMet ? undefined : ended('skipped', 'certificate_not_met');
}

/** The same of the brokers. One that was refused says nothing of those that were not met: then it is no pass. */
export function judgeBrokers({ brokers }: ItemFacts): ItemEnd | undefined {
  if (brokers?.trusted) return ended('fail', 'broker_trusted', { wrong: brokers.trusted });
  if (!brokers?.wrong) return ended('fail', 'token_not_asked', { seconds: OFFERED_FOR / seconds(1) });
  const { met, of, wasAway } = brokers;
  if (wasAway && met.length < of) return ended('skipped', 'platform_away');
  if (met.length === 0) return ended('skipped', 'broker_not_met');
  return met.length < of ? ended('skipped', 'brokers_met_in_part', { met: met.length, of }) : undefined;
}

function judgeDisturbed(facts: ItemFacts): ItemEnd | undefined {
  const [event] = facts.events;
  if (!event || event.segments < 2 || facts.disturbance === 'armed') return ended('skipped', 'not_interrupted');
  return judgeRepeated(facts);
}

function judgeRepeated({ events: [event] }: ItemFacts): ItemEnd | undefined {
  if (!event || event.repeated.length === 0) return undefined;
  return ended('warn', 'sent_again', { objects: event.repeated.join(', ') });
}

function judgeCut(events: readonly ItemEvent[]): ItemEnd | undefined {
  const gaps = events.slice(1).map((event, n) => event.startedAt - endOf(events[n]));
  const lost = Math.max(0, ...gaps);
  const params = { seconds: Math.round(lost / 100) / 10 };
  if (lost > LARGE_GAP) return ended('fail', 'footage_lost', params);
  const cut = events.find(({ isCutByPlatform }) => isCutByPlatform);
  if (cut) return ended('warn', 'cut_by_platform', { seconds: Math.round(cut.footageMs / 1000) });
  return lost > SMALL_GAP ? ended('warn', 'footage_lost', params) : undefined;
}

const endOf = (event: ItemEvent | undefined): number => (event ? event.startedAt + event.footageMs : 0);

/** A camera that records for less than something moved was ended by the update. */
function judgeUpdated({ events: [first] }: ItemFacts): ItemEnd | undefined {
  if (!first || first.footageMs >= UPDATED_MOTION * FOLLOWED) return undefined;
  const inSeconds = (ms: number): number => Math.round(ms / 100) / 10;
  return ended('warn', 'recording_cut', { recorded: inSeconds(first.footageMs), seconds: inSeconds(UPDATED_MOTION) });
}

/** What woke it began before it was asked for motion: as long ago as it may take to answer. */
const WAKES_WITHIN = seconds(60);

const judgeWakeClock = (event: ItemEvent): ItemEnd | undefined =>
  judgeClock({ ...event, ageErrorMs: Math.max(0, event.ageErrorMs - WAKES_WITHIN) });

/** A camera whose line broke unnoticed takes it from itself once; two units do so again and again. */
export const CLONED = 3;

function judgeTakings({ takings }: ItemFacts): ItemEnd | undefined {
  return takings >= CLONED ? ended('fail', 'secret_cloned', { count: takings }) : undefined;
}

function judgeClock({ skewMs, ageErrorMs }: ItemEvent): ItemEnd | undefined {
  const off = Math.max(Math.abs(skewMs), ageErrorMs);
  return off > CLOCK_TOLERANCE ? ended('fail', 'clock_wrong', { seconds: Math.round(off / 1000) }) : undefined;
}

function judgeKeys(events: readonly ItemEvent[]): ItemEnd | undefined {
  if (events.some(({ isEncrypted }) => !isEncrypted)) return ended('skipped', 'not_encrypted');
  const [, second] = events;
  const codes = second?.errors.filter((code) => code.startsWith('enc.')) ?? [];
  return codes.length > 0 ? ended('fail', 'key_reused', { codes: codes.join(', ') }) : undefined;
}

function judgeFootage({ events }: ItemFacts): ItemEnd | undefined {
  const codes = [...new Set(events.flatMap(({ errors }) => errors))];
  return codes.length > 0 ? ended('warn', 'clip_flawed', { codes: codes.join(', ') }) : undefined;
}
