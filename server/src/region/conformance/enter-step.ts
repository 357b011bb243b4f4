import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';
import { type ConformanceStep, conformancePlans, patienceOf } from '@kaitong/core';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { sendConformanceGrant } from './conformance-grant.ts';
import { cutLine } from './cut-line.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { currentItem, observe } from './observe.ts';
import { offerBrokers } from './offer-broker.ts';
import { chooseUpdate, tellUpdate } from './offer-update.ts';
import { sendSetting } from './settings.ts';

/** Begins the step at which the current item stands: what is asked of the device, or of somebody in front of it. */
export async function enterStep(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  const step = test.item === null ? undefined : conformancePlans[test.item].steps[test.stage.at];
  setStepTime(test, step ? patienceOf(step, test) : seconds(0));
  test.stage.commandId = null;
  test.stage.reply = null;
  const item = currentItem(test);
  if (item && step) {
    item.moveSeconds = moveSecondsOf(test, step, item.moveSeconds);
    item.darkenSeconds = darkenSecondsOf(step, item.darkenSeconds);
  }
  if (step) await act(trx, test, step);
}

function setStepTime(test: LockedConformance, patience: Duration): void {
  test.step_started_at = test.now;
  test.deadline_at = new Date(test.now.getTime() + patience);
  const item = currentItem(test);
  if (item) item.deadlineAt = test.deadline_at.toISOString();
}

/** A person goes on moving until an event is there. One that sleeps has to be woken before it hears anything. */
function moveSecondsOf({ commanded, sleepy }: LockedConformance, step: ConformanceStep, before: number | null) {
  // Covering the lens is motion enough.
  if (step.does === 'move') return commanded || step.light ? null : step.lasts / seconds(1);
  if (step.does === 'grant' && sleepy) return 2;
  return step.does === 'await-event' || step.does === 'stay-silent' ? before : null;
}

/** As long as a lens is to be covered: until the recording of the night is over. */
const DARK = minutes(1);

type Moving = Extract<ConformanceStep, { does: 'move' }>;

function darkenSecondsOf(step: ConformanceStep, before: number | null): number | null {
  if (step.does === 'move') return step.light === 'night' ? DARK / seconds(1) : null;
  return step.does === 'await-event' || step.does === 'await-complete' ? before : null;
}

async function act(trx: RegionTransaction, test: LockedConformance, step: ConformanceStep): Promise<void> {
  const { stage } = test;
  switch (step.does) {
    case 'grant':
      test.max_event_ms = step.maxEvent;
      // A camera that records all the time begins at once, before its answer is here.
      if (step.recording === 'continuous') stage.movedAt ??= test.now.toISOString();
      observe(test, 'grant.sent', { seconds: step.maxEvent / seconds(1) });
      stage.commandId = await sendConformanceGrant(trx, test, step.recording ?? 'event');
      return;
    case 'set':
      observe(test, 'settings.sent', { setting: step.setting });
      stage.commandId = await sendSetting(trx, test, step.setting);
      return;
    case 'move':
      await askForMotion(trx, test, step);
      return;
    case 'offer-brokers':
      return await offerBrokers(trx, test);
    case 'need-update':
      return await chooseUpdate(trx, test);
    case 'tell-update':
      stage.commandId = await tellUpdate(trx, test);
      return;
    case 'await-sleep':
      observe(test, 'sleep.awaited');
      return;
    case 'watch-line':
      observe(test, 'line.watched', { seconds: step.lasts / seconds(1) });
      return;
    case 'cut-line':
      return await cutLine(trx, test);
    case 'tell-time':
      stage.clockBehindMs = step.behind;
      stage.voidToken = 'next';
      if (step.behind > 0) observe(test, 'clock.told_wrong', { minutes: step.behind / minutes(1) });
      else observe(test, 'clock.told_right');
      return;
    default:
      return;
  }
}

async function askForMotion(trx: RegionTransaction, test: LockedConformance, { lasts, light }: Moving): Promise<void> {
  const { stage, commanded } = test;
  const now = test.now.toISOString();
  stage.movedAt ??= now;
  stage.askedAt = now;
  if (light === 'night') observe(test, 'darkness.asked', { seconds: DARK / seconds(1) });
  if (commanded || light === undefined)
    observe(test, commanded ? 'motion.simulated' : 'motion.asked', { seconds: lasts / seconds(1) });
  if (!commanded) return;
  const motionMs = milliseconds(lasts);
  stage.commandId = await sendCommand(trx, {
    deviceId: test.device_id,
    name: 'simulate',
    payload: { motionMs, ...(light ? { light } : {}) },
  });
}
