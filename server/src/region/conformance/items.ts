import type { ConformanceItem, ItemName } from '@kaitong/contract';
import { CONFORMANCE_ITEMS } from '@kaitong/contract';
import { conformancePlans, type ItemEnd, RECORDING_LIMIT, skipItem, waitingItem } from '@kaitong/core';
import type { ConformanceStage } from '../../store/region/conformance.ts';

/** All items as a test begins with them: what was not chosen, and what cannot be tried here, has its end already. */
export function openItems(
  chosen: readonly ItemName[],
  at: { hasImpostor: boolean; isLineEncrypted: boolean; sleepy: boolean; now: Date },
): ConformanceItem[] {
  return CONFORMANCE_ITEMS.map((name) => {
    const item = waitingItem(name);
    const notChosen: ItemEnd = { verdict: 'skipped', reason: { code: 'not_chosen', params: {} } };
    const end = chosen.includes(name) ? skipItem(name, at) : notChosen;
    return end ? endedItem(item, end, at.now) : item;
  });
}

export const endedItem = (item: ConformanceItem, { verdict, reason }: ItemEnd, now: Date): ConformanceItem => ({
  ...item,
  state: 'ended',
  verdict,
  reason,
  moveSeconds: null,
  darkenSeconds: null,
  deadlineAt: null,
  endedAt: now.toISOString(),
});

export const USUAL_EVENT = RECORDING_LIMIT.event;

/** How an item begins. */
export const freshStage = (name: ItemName): ConformanceStage => ({
  at: 0,
  commandId: null,
  reply: null,
  movedAt: null,
  askedAt: null,
  newsAt: null,
  refusedOpenings: 0,
  refused: null,
  privacy: false,
  disturbance: conformancePlans[name].disturbance ? 'armed' : 'none',
  outageEndsAt: null,
  unanswered: 0,
  lineClosedAt: null,
  voidToken: null,
  tokenRefused: 0,
  tokenRenewed: false,
  clockBehindMs: 0,
  impostor: null,
  impostorMet: false,
  impostorTrusted: false,
  brokers: null,
  cuts: [],
  update: null,
  takings: 0,
});
