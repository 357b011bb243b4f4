import { type DeviceId, type Duration, milliseconds, type StatusMessage } from '@kaitong/contract';
import type { Connection } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import type { RegionContext } from '../context.ts';
import { createFactBatches } from './fact-batches.ts';
import { type BrokerLease, keepLease } from './keep-lease.ts';
import type { FactAnswer } from './record-facts.ts';

/** What became of a connection that was let in so far. */
export type Admission =
  | { verdict: 'held'; connection: Connection }
  | { verdict: 'attached' }
  | { verdict: 'too_often'; wait: Duration }
  /** The device is not, or not any more, paired here. */
  | { verdict: 'not_paired' };

export type Heard = 'taken' | 'late' | 'not_paired';

/**
 * The three facts that a broker tells of devices: connected, said, gone. It translates and decides nothing; a broker which
 * cannot say whose connection a message came over says as much as one that can.
 */
export type Presence = {
  /** Resolves once it is stored: the device is online, and whoever held an older connection is told to close it. */
  connected(deviceId: DeviceId): Promise<Admission>;
  /** A tool of the device connected, under the device id and a suffix. */
  attached(deviceId: DeviceId): Promise<Admission>;
  /** Resolves once it is stored. */
  said(deviceId: DeviceId, status: StatusMessage): Promise<Heard>;
  gone(deviceId: DeviceId, connection: Connection): Promise<void>;
  /** What this broker holds; it calls nothing after `close`. */
  lease: BrokerLease;
};

export type PresenceOptions = {
  /** The connections under bare device ids that the broker holds now. */
  held(): Iterable<{ deviceId: DeviceId; connection: Connection }>;
  /** Closes one of them, which a newer one replaced elsewhere. */
  onReplaced(deviceId: DeviceId, connectionId: string): void;
};

/** The presence of a region's devices, for a broker that tells of connections. */
export async function openPresence(context: RegionContext, options: PresenceOptions): Promise<Presence> {
  const broker = randomId('bk', 12);
  const { record } = createFactBatches(context);
  let made = 0;

  /** Tells of all that is held once more: after a gap nobody knows what was heard of it. */
  async function tellAgain(): Promise<void> {
    const telling = [...options.held()].map(async ({ deviceId, connection }) => {
      const { verdict } = await record({ type: 'connecting', deviceId, connection });
      if (verdict === 'older') options.onReplaced(deviceId, connection.id);
    });
    await Promise.all(telling);
  }

  const lease = await keepLease(context, broker, { onGap: tellAgain, onReplaced: options.onReplaced });

  return {
    async connected(deviceId) {
      made += 1;
      const id = `${broker}.${made}`;
      const answer = await record({ type: 'connecting', deviceId, connection: { id, broker, order: undefined } });
      if (answer.verdict !== 'held') return refusalOf(answer);
      return { verdict: 'held', connection: { id, broker, order: answer.order } };
    },
    async attached(deviceId) {
      const answer = await record({ type: 'attaching', deviceId });
      return answer.verdict === 'taken' ? { verdict: 'attached' } : refusalOf(answer);
    },
    async said(deviceId, status) {
      const { verdict } = await record({ type: 'said', deviceId, status, isOnlySign: false });
      return verdict === 'late' || verdict === 'not_paired' ? verdict : 'taken';
    },
    async gone(deviceId, connection) {
      await record({ type: 'gone', deviceId, connection });
    },
    lease,
  };
}

function refusalOf(answer: FactAnswer): Admission {
  if (answer.verdict === 'too_often') return { verdict: 'too_often', wait: milliseconds(answer.waitMs) };
  if (answer.verdict === 'not_paired') return { verdict: 'not_paired' };
  throw new Error(`a connection that is new was answered with ${answer.verdict}`);
}
