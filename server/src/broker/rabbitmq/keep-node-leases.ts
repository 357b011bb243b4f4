import type { Log } from '../../log.ts';
import { forgetFarLines, listFarBrokers, listHeldBy } from '../../region/presence/far-lines.ts';
import { type BrokerLease, keepLease } from '../../region/presence/keep-lease.ts';
import type { ServedRegion } from '../line.ts';
import type { Management } from './management.ts';

/** Two clocks that should be one: a node says for how long it has been running, its process ids when it began. */
const CLOCKS_AGREE_MS = 5000;

export type NodeLeases = {
  /** A node, in one of its lives, holds lines of the region. */
  keep(region: ServedRegion, broker: string): Promise<void>;
  close(): void;
};

/** A node, and the second in which it began, as ids of its processes say. */
function lifeOf(broker: string): { node: string; began: number } {
  const [, node = '', began = ''] = /^(.+)\.(\d+)$/.exec(broker) ?? [];
  return { node, began: Number(began) };
}

/**
 * The leases of a cluster's nodes, each life of a node one. A node that was killed tells no ends of connections and sends no
 * wills; its lease is not renewed then, and what it held is offline 75 s after, unless it came back elsewhere.
 */
export async function keepNodeLeases(
  regions: readonly ServedRegion[],
  management: Management,
  log: Log,
): Promise<NodeLeases> {
  const kept = new Map<ServedRegion, Map<string, BrokerLease>>();
  for (const region of regions) kept.set(region, new Map());
  try {
    for (const region of regions) for (const broker of await listFarBrokers(region.context)) await keep(region, broker);
  } catch (error) {
    close(); // whoever tries again begins with leases of its own
    throw error;
  }

  /** A node that was heard of in a later life is not in this one. */
  const hasLaterLife = (node: string, began: number): boolean =>
    [...kept.values()].some((leases) =>
      [...leases.keys()].some((broker) => {
        const life = lifeOf(broker);
        return life.node === node && life.began > began;
      }),
    );

  async function isAlive(broker: string): Promise<boolean | undefined> {
    const { node, began } = lifeOf(broker);
    try {
      const { isRunning, since } = await management.findNode(node);
      if (!isRunning || hasLaterLife(node, began)) return false;
      return since === undefined || since <= began * 1000 + CLOCKS_AGREE_MS;
    } catch (err) {
      log.warn({ err, broker }, 'broker.node_unknown');
      return undefined;
    }
  }

  async function keep(region: ServedRegion, broker: string): Promise<void> {
    const leases = kept.get(region);
    if (!leases || leases.has(broker)) return;
    const { context, presence } = region;
    const lease = await keepLease(context, broker, {
      isAlive: () => isAlive(broker),
      async onGap() {
        const held = await listHeldBy(context, broker);
        await Promise.all(
          held.map(
            // Of another connection it is an older one, and how it is watched is known of its own.
            ({ deviceId, connection: id }) =>
              presence.connected(deviceId, { id, broker, isWatched: false, order: 0 }, true),
          ),
        );
      },
      onReplaced() {}, // by a connection in the cluster: that ends the older one itself
      async onEnded() {
        leases.delete(broker);
        await forgetFarLines(context, { broker });
        log.warn({ broker, region: context.region }, 'broker.node_lost');
      },
    });
    leases.set(broker, lease);
  }

  function close(): void {
    for (const leases of kept.values()) for (const lease of leases.values()) lease.close();
  }
  return { keep, close };
}
