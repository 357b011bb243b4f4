import type { DeviceId } from '@kaitong/contract';
import {
  type AllowanceRule,
  type Connection,
  fullAllowance,
  isSameKnown,
  movePresence,
  type PresenceFact,
  type PresenceMove,
  type PresenceState,
  takeAllowance,
} from '@kaitong/core';
import { notify } from '../../store/notifications.ts';
import { writeNoted } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { lockDevices, type MovedDevice, type StoredDevice, storeDevices } from './device-state.ts';

/** What processes with devices on the line listen to: `broker connection device` of a connection that a newer one replaced. */
export const LINE_REPLACED = 'line-replaced';

/** A connection as a broker has it: one without an order is the newest by now. */
export type NewConnection = Omit<Connection, 'order'> & { order: number | undefined };

export type HeardFact = { deviceId: DeviceId } & (
  | Exclude<PresenceFact, { type: 'connected' }>
  /** `isCounted`: it is among the device's connections already. */
  | { type: 'connecting'; connection: NewConnection; isCounted?: boolean }
  /** A tool of the device, under its id and a suffix: it counts among its connections and says nothing of its presence. */
  | { type: 'attaching' }
);

export type FactAnswer =
  | { verdict: PresenceMove['verdict'] | 'not_paired' }
  /** It holds the device's newest connection, at this place among them. */
  | { verdict: 'held'; order: number }
  /** It connects too often: there is room for it again in so many milliseconds. */
  | { verdict: 'too_often'; waitMs: number };

export type PresenceContext = Pick<RegionContext, 'db' | 'hooks' | 'limits'>;

/**
 * Stores what brokers told of devices, many facts in one transaction, each device's in their order, and tells those whom a
 * change concerns.
 *
 * @param recall a device with what was heard of it and not written
 * @returns an answer to each fact
 */
export async function recordFacts(
  { hooks, limits }: Pick<RegionContext, 'hooks' | 'limits'>,
  trx: RegionTransaction,
  facts: readonly HeardFact[],
  recall: (device: StoredDevice) => StoredDevice = (device) => device,
): Promise<FactAnswer[]> {
  await writeNoted(trx); // of what was recorded before in this transaction
  const before = new Map<DeviceId, StoredDevice>();
  for (const device of await lockDevices(trx, [...new Set(facts.map(({ deviceId }) => deviceId))]))
    before.set(device.deviceId, recall(device));
  const after = new Map([...before].map(([deviceId, device]) => [deviceId, { ...device }]));
  const replaced: { deviceId: DeviceId; connection: Connection }[] = [];
  const answers = facts.map((fact) => {
    const device = after.get(fact.deviceId);
    if (!device) return { verdict: 'not_paired' } as const;
    return apply(device, fact, limits.connectsPerDevice, (connection) =>
      replaced.push({ deviceId: fact.deviceId, connection }),
    );
  });
  const moved = [...after.values()].flatMap((device): MovedDevice[] => {
    const known = before.get(device.deviceId);
    const isSame = known?.state === device.state && known.connects === device.connects;
    return known && !isSame ? [{ before: known, after: device }] : [];
  });
  await storeDevices(trx, moved);
  for (const one of moved) await tell(trx, hooks, one.before, one.after.state);
  for (const { deviceId, connection } of replaced)
    await notify(trx, LINE_REPLACED, `${connection.broker} ${connection.id} ${deviceId}`);
  return answers;
}

function apply(
  device: StoredDevice,
  fact: HeardFact,
  rule: AllowanceRule,
  onReplaced: (connection: Connection) => void,
): FactAnswer {
  const isNew = fact.type === 'connecting' && fact.connection.order === undefined && !fact.isCounted;
  if (fact.type === 'attaching' || isNew) {
    const waitMs = takeConnect(device, rule);
    if (waitMs > 0) return { verdict: 'too_often', waitMs };
  }
  if (fact.type === 'attaching') return { verdict: 'taken' };
  const { state, verdict, closes } = movePresence(device.state, factOf(fact, device), device.now);
  device.state = state;
  if (verdict === 'taken' && closes && closes.broker !== state.connection?.broker) onReplaced(closes);
  if (fact.type !== 'connecting' || verdict !== 'taken') return { verdict };
  return { verdict: 'held', order: state.connection?.order ?? 0 };
}

function takeConnect(device: StoredDevice, rule: AllowanceRule): number {
  const { allowance, waitMs } = takeAllowance(rule, device.connects ?? fullAllowance(rule, device.now), device.now);
  device.connects = allowance;
  return waitMs;
}

function factOf(fact: Exclude<HeardFact, { type: 'attaching' }>, { state, now }: StoredDevice): PresenceFact {
  if (fact.type !== 'connecting') return fact;
  const order = fact.connection.order ?? Math.max(now, (state.connection?.order ?? 0) + 1);
  return { type: 'connected', connection: { ...fact.connection, order } };
}

/** A heartbeat that says what was known already concerns nobody. */
async function tell(
  trx: RegionTransaction,
  hooks: RegionContext['hooks'],
  { deviceId, ownerId, state: before }: StoredDevice,
  after: PresenceState,
): Promise<void> {
  const { presence } = after;
  const isHere = before.presence === presence;
  if (isHere && isSameKnown(before.known, after.known)) return;
  const isOurs = after.connection?.hold === 'lapsed';
  if (!isHere) await hooks.presenceChanged?.(trx, { deviceId, presence, isOurs });
  if (before.known.privacyMode !== after.known.privacyMode) {
    await writeNoted(trx); // it looks at what was stored
    await hooks.permissionChanged?.(trx, deviceId);
  }
  await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
}
