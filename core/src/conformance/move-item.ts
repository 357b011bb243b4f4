import { type ItemName, seconds } from '@kaitong/contract';
import { ended, type ItemEnd } from './item-end.ts';
import { type ItemEvent, type ItemFacts, isComplete, isContinuous } from './item-facts.ts';
import { CLONED, judgeBrokers, judgeImpostor, judgeItem, judgeRefused } from './judge-item.ts';
import { type ConformanceStep, conformancePlans, patienceOf, SHORT_EVENT } from './plans.ts';

export type ItemMove = { to: 'stay' } | { to: 'next' } | ({ to: 'ended' } & ItemEnd);

const stay: ItemMove = { to: 'stay' };
const next: ItemMove = { to: 'next' };

/**
 * What follows for an item that stands at a step; `isLate`: the step's time is over. Steps look at what there is, never at
 * how it came about, so a message that overtakes another one, or comes twice, moves nothing wrongly.
 */
export function moveItem(name: ItemName, at: number, facts: ItemFacts, isLate: boolean): ItemMove {
  const step = conformancePlans[name].steps[at];
  if (!step) return { to: 'ended', ...judgeItem(name, facts) };
  if (isSpared(name, at, facts)) return next;
  switch (step.does) {
    case 'grant':
    case 'set':
      return moveByReply(step, facts, isLate);
    case 'move':
      return !facts.commanded || hasCome(name, at, facts) ? next : moveByReply(step, facts, isLate);
    case 'await-event':
      if (facts.events.length >= step.event) return next;
      return isLate ? fail(missingEvent(name, step.event, facts)) : stay;
    case 'await-complete': {
      const event = facts.events[step.event - 1];
      if (event && isComplete(event)) return next;
      return isLate ? fail(incomplete(name, event, facts)) : stay;
    }
    case 'stay-silent':
      if (facts.events.length > 0 || facts.refusedOpenings > 0) return fail(ended('fail', 'event_in_privacy'));
      return isLate ? next : stay;
    case 'settle':
      return facts.quietMs >= step.lasts || isLate ? next : stay;
    case 'await-line':
      if (facts.isOnLine) return next;
      return isLate ? fail(notBack(name, step, facts)) : stay;
    case 'cut-line':
      return facts.cuts.at(-1)?.isOver || isLate ? next : stay;
    case 'need-update':
      return facts.update ? next : fail(ended('skipped', 'no_update_offered'));
    case 'tell-update':
      // An offer that was asked for says more than a reply that it overtook.
      return facts.update?.isAsked ? next : moveByReply(step, facts, isLate);
    case 'await-update':
      return awaitUpdate(step, facts, isLate);
    case 'await-sleep':
      if (facts.presence === 'dormant') return next;
      return isLate ? fail(sleepless(step, facts)) : stay;
    case 'watch-line':
      return facts.takings >= CLONED || isLate ? next : stay;
    case 'offer-brokers':
      return facts.brokers?.isOver || isLate ? next : stay;
    case 'tell-time':
      return next;
    case 'await-continuous':
      return facts.events.some(isContinuous) || isLate ? next : stay;
    case 'record-on': {
      const recording = facts.events.find(isContinuous);
      return !recording || recording.cameMs >= step.lasts || isLate ? next : stay;
    }
    case 'need-simulate':
      return facts.commanded ? next : fail(ended('skipped', 'simulate_needed'));
  }
}

/** Whether a step is only there in place of what the camera has done already: nothing is asked of it then. */
export const isSpared = (name: ItemName, at: number, { events }: Pick<ItemFacts, 'events'>): boolean =>
  at >= (conformancePlans[name].insteadFrom ?? Number.POSITIVE_INFINITY) && events.some(isContinuous);

/** The event that the motion is for says more than a reply that it overtook. */
function hasCome(name: ItemName, at: number, { events }: ItemFacts): boolean {
  const awaited = conformancePlans[name].steps[at + 1];
  return awaited?.does === 'await-event' && events.length >= awaited.event;
}

const fail = (end: ItemEnd): ItemMove => ({ to: 'ended', ...end });

type Asking = Extract<ConformanceStep, { does: 'grant' | 'set' | 'move' | 'tell-update' }>;

const REFUSED = { set: 'settings_refused', move: 'motion_refused', 'tell-update': 'update_refused' } as const;

function moveByReply(step: Asking, facts: ItemFacts, isLate: boolean): ItemMove {
  const { reply } = facts;
  if (reply?.ok) return next;
  const late = { seconds: secondsOf(step, facts) };
  if (step.does === 'grant') return reply || isLate ? fail(ended('fail', 'grant_not_taken', late)) : stay;
  if (!reply) return isLate ? fail(ended('fail', 'device_silent', late)) : stay;
  const reason = { reason: reply.reason ?? '-' };
  return fail(ended('skipped', REFUSED[step.does], reason));
}

/** A sleepy camera is given more, which is no part of what it is told. */
const secondsOf = (step: ConformanceStep, { commanded }: ItemFacts): number =>
  patienceOf(step, { sleepy: false, commanded }) / seconds(1);

function awaitUpdate(step: ConformanceStep, { update, ...facts }: ItemFacts, isLate: boolean): ItemMove {
  const { version = '-', isAsked = false, report = null, reason } = update ?? {};
  if (report === 'installed') return next;
  if (report === 'failed' || report === 'rolled_back')
    return fail(ended('fail', 'update_failed', { version, report, reason: reason ?? '-' }));
  if (!isLate) return stay;
  const within = { seconds: secondsOf(step, { ...facts, update }) };
  return fail(
    isAsked ? ended('fail', 'update_unsaid', { version, ...within }) : ended('fail', 'update_unasked', within),
  );
}

const sleepless = (step: ConformanceStep, facts: ItemFacts): ItemEnd =>
  facts.presence === 'offline'
    ? ended('fail', 'sleep_unsaid')
    : ended('skipped', 'stays_awake', { seconds: secondsOf(step, facts) });

function notBack(name: ItemName, step: ConformanceStep, facts: ItemFacts): ItemEnd {
  const shown = name === 'wrong-broker' ? judgeBrokers(facts) : undefined;
  return shown?.verdict === 'fail' ? shown : ended('fail', 'not_back', { seconds: secondsOf(step, facts) });
}

function missingEvent(name: ItemName, n: number, facts: ItemFacts): ItemEnd {
  const refused = judgeRefused(facts, 'fail');
  if (refused) return refused;
  const within = { seconds: secondsOf({ does: 'await-event', event: n }, facts) };
  const [first] = facts.events;
  if (n === 1 || !first) return ended('fail', name === 'motion-off' ? 'switch_obeyed' : 'no_event', within);
  const isLong = name === 'long-event' && (first.isCutByPlatform || first.footageMs >= SHORT_EVENT);
  return isLong
    ? ended('fail', 'too_long', { seconds: SHORT_EVENT / seconds(1) })
    : ended('fail', 'second_event_missing', within);
}

function incomplete(name: ItemName, event: ItemEvent | undefined, facts: ItemFacts): ItemEnd {
  const { token, disturbance } = facts;
  if (name === 'long-event' && (event?.isCutByPlatform || (event?.footageMs ?? 0) >= SHORT_EVENT))
    return ended('fail', 'too_long', { seconds: SHORT_EVENT / seconds(1) });
  if (token.refused > 0 && !token.isRenewed) return ended('fail', 'token_kept');
  const declared = event?.closedObjects ?? event?.declared ?? 0;
  const stored = event?.stored ?? 0;
  if (name === 'wrong-certificate' && disturbance !== 'armed') {
    const shown = judgeImpostor(facts);
    if (shown) return shown;
    if (disturbance === 'on') return ended('fail', 'target_kept', { stored, declared });
  }
  if (name === 'update' && event === facts.events[0]) return ended('fail', 'recording_lost', { stored, declared });
  const broker = name === 'wrong-broker' ? judgeBrokers(facts) : undefined;
  if (broker?.verdict === 'fail') return broker;
  const refused = judgeRefused(facts, 'fail');
  if (refused) return refused;
  if (disturbance === 'on' || disturbance === 'over' || name === 'wrong-broker')
    return ended('fail', 'not_resumed', { stored, declared });
  const within = { seconds: secondsOf({ does: 'await-complete', event: 1 }, facts) };
  const isThere = event !== undefined && event.closedObjects === null && stored > 0 && stored === event.declared;
  return isThere
    ? ended('fail', 'event_not_closed', { ...within, declared })
    : ended('fail', 'upload_incomplete', { ...within, stored, declared });
}
