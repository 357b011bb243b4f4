import { seconds } from '@kaitong/contract';
import { isBound } from '@kaitong/contract/checks';
import { ended, type ItemEnd } from './item-end.ts';
import { type EventSpeed, type ItemEvent, type ItemFacts, isContinuous } from './item-facts.ts';
import { COMPARED, NIGHT_MOTION } from './plans.ts';

/** Brighter than this on average, nothing has been dark: rooms by day have 100 and more, infrared scenes 28 to 60. */
const BRIGHT = 80;
/** Recordings of the same motion differ by this at most, beside a group of pictures. */
const TOLERANCE = 0.1;
/** Evidence that would call this much right tells nothing of 21 frames that are stamped as 25. */
const TELLING = 0.12;
/** A camera that recorded less of a motion than this stops by itself, which says nothing about its time. */
const FOLLOWED = 0.8;

/** By what footage of more than a minute shows, else by two recordings that should differ by a minute. */
export function judgeRate(facts: ItemFacts): ItemEnd | undefined {
  const wrong = findWrong(facts.events);
  if (wrong || facts.events.some(isUnreadable)) return wrong;
  const continuous = facts.events.filter(isContinuous);
  return continuous.length > 0 ? unlessJudged(continuous) : compare(facts);
}

/** The same by night; where nothing tells the speed, a recording that is shorter than the motion was does. */
export function judgeNight({ events }: ItemFacts): ItemEnd | undefined {
  const wrong = findWrong(events);
  if (wrong || events.some(isUnreadable)) return wrong;
  const seen = events.flatMap(({ speed }) => speed?.brightness ?? []);
  if (seen.length === 0) return ended('skipped', 'rate_not_judged', { because: 'not_decoded' });
  const brightness = Math.min(...seen);
  if (brightness > BRIGHT) return ended('skipped', 'stays_bright', { brightness: Math.round(brightness) });
  const unknown = unlessJudged(events);
  const [event] = events;
  if (!unknown || !event?.speed) return unknown;
  const isShort = event.speed.mediaMs + event.speed.longestGopMs < NIGHT_MOTION * (1 - TOLERANCE);
  const isFollowed = event.cameMs >= NIGHT_MOTION * FOLLOWED;
  return isShort && isFollowed ? rateWrong(NIGHT_MOTION / event.speed.mediaMs, event.speed) : unknown;
}

/** Its errors say why: they are the item's result, and no length of it is to be compared with anything. */
const isUnreadable = ({ speed, errors }: ItemEvent): boolean => errors.length > 0 && (speed?.mediaMs ?? 0) === 0;

function findWrong(events: readonly ItemEvent[]): ItemEnd | undefined {
  for (const { speed } of events)
    if (speed?.isWrong && speed.rate.is === 'judged') return rateWrong(speed.rate.rate, speed, isBound(speed.rate.by));
  return undefined;
}

function unlessJudged(events: readonly ItemEvent[]): ItemEnd | undefined {
  const rates = events.flatMap(({ speed }) => speed?.rate ?? []);
  if (rates.some((rate) => rate.is === 'judged' && rate.within <= TELLING)) return undefined;
  const [first] = rates;
  return ended('skipped', 'rate_not_judged', { because: first?.is === 'not_judged' ? first.because : 'too_short' });
}

/** What a camera adds before and after a motion is in both recordings, and falls out of their difference. */
function compare({ events, askedAt }: ItemFacts): ItemEnd | undefined {
  const isSecond = ({ openedAt }: ItemEvent): boolean => openedAt >= (askedAt ?? 0);
  const second = events.filter(isSecond);
  const last = second.at(-1);
  const [first] = second;
  if (!first || !last?.speed) return ended('skipped', 'rate_not_judged', { because: 'not_inspected' });
  const came = last.openedAt + last.cameMs - first.openedAt;
  if (came < COMPARED.long * FOLLOWED)
    return ended('skipped', 'motion_not_followed', { seconds: Math.round(came / seconds(1)) });
  const expected = COMPARED.long - COMPARED.short;
  const media = mediaOf(second) - mediaOf(events.filter((event) => !isSecond(event)));
  const tolerance = expected * TOLERANCE + last.speed.longestGopMs;
  return Math.abs(media - expected) > tolerance ? rateWrong(expected / Math.max(1, media), last.speed) : undefined;
}

const mediaOf = (events: readonly ItemEvent[]): number =>
  events.reduce((sum, { speed }) => sum + (speed?.mediaMs ?? 0), 0);

/** Of a bound the rate is at most this, and the frames delivered at least. */
function rateWrong(rate: number, { stampedFps }: EventSpeed, isAtMost = false): ItemEnd {
  const fps = (value: number): number => Math.round(value * 10) / 10;
  const atMost = Math.round(rate * 100) / 100;
  return ended('fail', 'rate_wrong', {
    rate: isAtMost ? `≤ ${atMost}` : atMost,
    stamped: stampedFps === null ? '–' : fps(stampedFps),
    delivered: stampedFps === null ? '–' : isAtMost ? `≥ ${fps(stampedFps / rate)}` : fps(stampedFps / rate),
  });
}
