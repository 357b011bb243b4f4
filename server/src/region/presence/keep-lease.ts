import { DeviceId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { RegionContext } from '../context.ts';
import { LEASE_ASKED } from './leases.ts';
import { LINE_REPLACED } from './record-facts.ts';

/** Well below what `leases.ts` takes for silence, so that a database that is away for a moment ends no lease. */
const RENEW_EVERY = seconds(15);
const LOOK_EVERY = seconds(1);

export type LeaseNews = {
  /** Whether the broker is there, where it is not this process; `undefined`: nobody knows. */
  isAlive?(): Promise<boolean | undefined>;
  /** It is not there, and what it held is taken for gone. */
  onEnded?(): Promise<void>;
  /** Somebody may have taken what is held here for lost, or a replacement may not have been heard of. */
  onGap(): Promise<void>;
  onReplaced(deviceId: DeviceId, connectionId: string): void;
};

export type BrokerLease = {
  /** Stops renewing: the lease ends by itself, so a stop makes nobody offline at once. */
  close(): void;
};

/** Says that a broker is alive, for as long as it is, and hears what the region's other processes tell it. */
export async function keepLease(
  { db, clock, notifications, log, region }: RegionContext,
  broker: string,
  { isAlive = async () => true, onEnded = async () => {}, onGap, onReplaced }: LeaseNews,
): Promise<BrokerLease> {
  let renewedAt = clock.now().getTime();
  await beginLease(db, broker);

  /** @returns whether it is alive */
  async function renew(): Promise<boolean> {
    renewedAt = clock.now().getTime();
    const alive = await isAlive();
    if (alive === undefined) renewedAt = Number.NEGATIVE_INFINITY; // a lease that was asked for does not wait so long: the next look tries again
    if (alive && (await renewLease(db, broker))) return true;
    if (!alive) {
      if (alive === false && !(await hasLease(db, broker))) {
        close();
        await onEnded();
      }
      return false;
    }
    await beginLease(db, broker);
    log.warn({ region, broker }, 'broker.lease_lapsed');
    await onGap();
    return true;
  }
  const onError = (err: unknown): void => log.error({ err, region, broker }, 'broker.lease_not_renewed');

  const looks = setInterval(() => {
    if (Math.abs(clock.now().getTime() - renewedAt) >= RENEW_EVERY) renew().catch(onError);
  }, LOOK_EVERY);
  const off = [
    notifications.on(LEASE_ASKED, (asked) => {
      if (asked === undefined)
        renew()
          .then(async (alive) => (alive ? await onGap() : undefined))
          .catch(onError);
      else if (asked === broker) renew().catch(onError);
    }),
    notifications.on(LINE_REPLACED, (payload = '') => {
      const [holder, connectionId = '', deviceId] = payload.split(' ');
      if (holder === broker) onReplaced(DeviceId.parse(deviceId), connectionId);
    }),
  ];
  function close(): void {
    clearInterval(looks);
    for (const stop of off) stop();
  }
  return { close };
}

const beginLease = async (db: Executor, broker: string): Promise<void> =>
  void (await sql`INSERT INTO broker_lease (broker) VALUES (${broker}) ON CONFLICT DO NOTHING`.execute(db));

async function hasLease(db: Executor, broker: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM broker_lease WHERE broker = ${broker}`.execute(db);
  return rows.length > 0;
}

/** `false`: it has ended, and what was held is taken for gone. */
async function renewLease(db: Executor, broker: string): Promise<boolean> {
  const { rows } = await sql`
    UPDATE broker_lease SET renewed_at = kaitong_now(), asked_at = NULL WHERE broker = ${broker} RETURNING broker`.execute(
    db,
  );
  return rows.length > 0;
}
