import { type Duration, type Region, seconds } from '@kaitong/contract';
import type { Log } from '../log.ts';
import type { RegionContext } from '../region/context.ts';
import { openPresence } from '../region/presence/open-presence.ts';
import { type CommandDelivery, createCommandDelivery } from './deliver-commands.ts';
import { followRegion } from './follow-region.ts';
import { hearWires } from './hear-wires.ts';
import { endLine, type ServedRegion } from './line.ts';
import { lineOutlet } from './line-outlet.ts';
import { Lines } from './lines.ts';
import type { Carrier } from './mqtt/carrier.ts';
import { Wire } from './mqtt/wire.ts';

export type BrokerOptions = {
  /** Regions whose devices connect here. A device belongs to the one that signed its token. */
  regions: readonly RegionContext[];
  /** Whoever has not sent a CONNECT by then is disconnected; of TLS, the handshake has as long before. */
  patience?: Duration | undefined;
  /** Who speaks for many. */
  isProxy?: ((address: string) => boolean) | undefined;
  log: Log;
};

export type Taken = {
  /** The only region whose devices may be let in on it. */
  region?: Region;
  /** A device was let in on it. */
  onEntered?: () => void;
};

export type Broker = {
  has(region: Region): boolean;
  /** Hears MQTT on a new connection. */
  take(carrier: Carrier, taken?: Taken): void;
  connections(): number;
  /** Ends all connections. No device counts as offline for it: they come back, or their silence tells. */
  close(): Promise<void>;
};

export const PATIENCE = seconds(10);
/** At tokens that expire, and at who is silent. */
const LOOK_EVERY = seconds(1);

/**
 * The embedded MQTT broker, for all regions of this process and whatever way connections come by. Messages go to the
 * region's database before they are acknowledged, commands come from there; between devices nothing is passed on.
 */
export async function openBroker({ regions, log, isProxy, patience = PATIENCE }: BrokerOptions): Promise<Broker> {
  const lines = new Lines();
  const served = new Map<string, ServedRegion>();
  const deliveries = new Map<ServedRegion, CommandDelivery>();
  for (const context of regions) {
    const region = await serve(context, lines);
    served.set(context.region, region);
    deliveries.set(region, createCommandDelivery(region, lineOutlet(region, lines), log));
  }
  const wires = new Map<Wire, Taken>();
  const hearer = hearWires({
    ...{ regions: served, lines, deliveries, log, isProxy },
    onEntered: (wire) => wires.get(wire)?.onEntered?.(),
    onClosed: (wire) => wires.delete(wire),
  });
  const off = [...served.values()].flatMap((region) =>
    followRegion(region, lineOutlet(region, lines), deliveries.get(region), log),
  );
  const looks = setInterval(
    () => {
      const now = performance.now();
      for (const wire of wires.keys()) {
        wire.look(now, patience);
        const { line } = wire;
        if (line && line.tokenExpiresAt <= line.region.context.clock.now()) endLine(line, 'token_expired');
      }
    },
    Math.min(LOOK_EVERY, patience),
  );

  async function end(): Promise<void> {
    hearer.stop(); // before any connection ends
    clearInterval(looks);
    for (const stop of off) stop();
    for (const { presence } of served.values()) presence.lease.close();
    const ending = [...lines.all()];
    for (const wire of wires.keys()) wire.close();
    await Promise.allSettled(ending.map(({ tail }) => tail)); // what was heard before is stored
    await hearer.settle();
  }
  let ended: Promise<void> | undefined;

  return {
    has: (region) => served.has(region),
    take(carrier, taken = {}) {
      if (ended !== undefined) carrier.destroy();
      else wires.set(new Wire(carrier, hearer, taken.region), taken);
    },
    connections: () => lines.count,
    close() {
      ended ??= end();
      return ended;
    },
  };
}

async function serve(context: RegionContext, lines: Lines): Promise<ServedRegion> {
  const presence = await openPresence(context, {
    held: () => lines.held(region),
    onReplaced(deviceId, connectionId) {
      for (const line of lines.ofDevice(region, deviceId))
        if (line.connection?.id === connectionId) endLine(line, 'replaced');
    },
  });
  const region: ServedRegion = { context, presence };
  return region;
}
