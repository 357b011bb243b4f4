import type { DeviceId } from '@kaitong/contract';
import type { Client } from 'aedes';
import type { RegionContext } from '../region/context.ts';
import type { StatusBatches } from '../region/presence/status-batches.ts';

/** A region as the broker serves it. */
export type ServedRegion = { context: RegionContext; batches: StatusBatches };

/** One connection of a device. It belongs to the region that signed its token, and reaches nothing of another. */
export type Line = {
  client: Client;
  region: ServedRegion;
  deviceId: DeviceId;
  tokenExpiresAt: Date;
  /** Filters it is subscribed to. */
  granted: Map<string, 0 | 1>;
  /** Commands handed to it: each goes over a connection once. */
  sent: Set<string>;
  /** Ends when everything received so far is stored. */
  tail: Promise<void>;
  allowance: Allowance;
};

/** Messages a device may send: bursts of 60, 20 a second in the long run. A camera sends a few a minute. */
export type Allowance = { left: number; at: number };
const BURST = 60;
const PER_SECOND = 20;

export const fullAllowance = (): Allowance => ({ left: BURST, at: performance.now() });

/** Takes one message's worth; `false` if there is none left. */
export function takeAllowance(allowance: Allowance): boolean {
  const now = performance.now();
  allowance.left = Math.min(BURST, allowance.left + ((now - allowance.at) / 1000) * PER_SECOND);
  allowance.at = now;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
}
