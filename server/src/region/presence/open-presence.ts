import { type DeviceId, type Duration, milliseconds, type StatusMessage } from '@kaitong/contract';
import { type Connection, isWatchedWith } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import type { RegionContext } from '../context.ts';
import { createFactBatches } from './fact-batches.ts';
import { type BrokerLease, keepLease } from './keep-lease.ts';
import type { FactAnswer, NewConnection } from './record-facts.ts';

/** What became of a connection that was let in so far. */
export type Admission =
  | { verdict: 'held'; connection: Connection }
  /** It has a newer one. */
  | { verdict: 'older' }
  | { verdict: 'attached' }
  | { verdict: 'too_often'; wait: Duration }
  /** The device is not, or not any more, paired here. */
  | { verdict: 'not_paired' };

export type Heard = 'taken' | 'late' | 'not_paired';

/**
 * The three facts that a broker tells of devices: connected, said, gone. It translates and decides nothing; a broker that
 * cannot say whose connection a message came over tells as much as one that can.
 */
export type Presence = {
  /**
   * Resolves once it is stored: the device is online, and whoever held an older connection is told to close it.
   *
   * @param isCounted whether it was among the device's connections already, as one that was attached
   */
  connected(deviceId: DeviceId, connection: NewConnection, isCounted?: boolean): Promise<Admission>;
  /** A tool of the device connected, under the device id and a suffix. */
  attached(deviceId: DeviceId): Promise<Admission>;
  /**
   * Resolves once it is stored, or was nothing to store.
   *
   * @param isBeat whether it only says once more what was said before: that may wait a little
   */
  said(deviceId: DeviceId, status: StatusMessage, isBeat: boolean): Promise<Heard>;
  gone(deviceId: DeviceId, connection: Connection): Promise<void>;
  /**
   * One of this process's own broker, the newest by the time that it is told.
   *
   * @param keepAlive what its client said; 0: none
   */
  nextConnection(keepAlive: Duration): NewConnection;
  lease: BrokerLease;
};

export type PresenceOptions = {
  /** The connections under bare device ids that the broker holds now. */
  held(): Iterable<{ deviceId: DeviceId; connection: Connection }>;
  /** Closes one of them, which a newer one replaced elsewhere. */
  onReplaced(deviceId: DeviceId, connectionId: string): void;
};

/** The presence of a region's devices, for a broker that tells of connections. */
export async function openPresence(context: RegionContext, { held, onReplaced }: PresenceOptions): Promise<Presence> {
  const broker = randomId('bk', 12);
  const { record, recordBeat } = createFactBatches(context);
  let made = 0;

  /** Tells of all that is held once more: after a gap nobody knows what was heard of it. */
  async function tellAgain(): Promise<void> {
    const telling = [...held()].map(async ({ deviceId, connection }) => {
      const { verdict } = await record({ type: 'connecting', deviceId, connection });
      if (verdict === 'older') onReplaced(deviceId, connection.id);
    });
    await Promise.all(telling);
  }

  const lease = await keepLease(context, broker, { onGap: tellAgain, onReplaced });

  return {
    async connected(deviceId, connection, isCounted = false) {
      const answer = await record({ type: 'connecting', deviceId, connection, isCounted });
      if (answer.verdict !== 'held') return admissionOf(answer);
      return { verdict: 'held', connection: { ...connection, order: answer.order } };
    },
    async attached(deviceId) {
      const answer = await record({ type: 'attaching', deviceId });
      return answer.verdict === 'taken' ? { verdict: 'attached' } : admissionOf(answer);
    },
    async said(deviceId, status, isBeat) {
      const fact = { type: 'said', deviceId, status, isOnlySign: false } as const;
      const { verdict } = await (isBeat ? recordBeat(fact) : record(fact));
      return verdict === 'late' || verdict === 'not_paired' ? verdict : 'taken';
    },
    async gone(deviceId, connection) {
      await record({ type: 'gone', deviceId, connection });
    },
    nextConnection(keepAlive) {
      made += 1;
      return { id: `${broker}.${made}`, broker, isWatched: isWatchedWith(keepAlive), order: undefined };
    },
    lease,
  };
}

function admissionOf(answer: FactAnswer): Admission {
  switch (answer.verdict) {
    case 'too_often':
      return { verdict: 'too_often', wait: milliseconds(answer.waitMs) };
    case 'not_paired':
    case 'older':
      return { verdict: answer.verdict };
    default:
      throw new Error(`a connection was answered with ${answer.verdict}`);
  }
}
