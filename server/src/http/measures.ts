import type { Region } from '@kaitong/contract';
import { Counter, Histogram, Registry } from 'prom-client';
import type { RegionMeasures } from '../region/measures.ts';

/** A device says its firmware itself: one that makes some up hides those of its own product alone, under `other`. */
const MOST_OF_PRODUCT = 50;
/** Pairs of product and firmware; beyond that products are `other`, too. */
const MOST_FIRMWARES = 500;
const OTHER = 'other';

/** What happens in the regions of a process, in its metrics. */
export type Measures = { registry: Registry; of(region: Region): RegionMeasures };

export function openMeasures(): Measures {
  const registry = new Registry();
  const registers = [registry];
  const events = new Counter({
    name: 'kaitong_events_total',
    help: 'events of cameras by how far they have come: opened, whole, incomplete (closed and something is missing), completed (it came later)',
    labelNames: ['region', 'pid', 'firmware', 'stage'],
    registers,
  });
  const playable = new Histogram({
    name: 'kaitong_event_playable_seconds',
    help: 'from what happened to when it can be watched, of events that were opened within a minute',
    labelNames: ['region'],
    buckets: [1, 2, 3, 5, 8, 13, 21, 34, 55, 90],
    registers,
  });
  const acknowledged = new Histogram({
    name: 'kaitong_grant_acknowledged_seconds',
    help: 'from a permission for a verification to the camera’s answer',
    labelNames: ['region'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 10, 30, 60],
    registers,
  });
  const known = new Map<string, Set<string>>();
  let pairs = 0;
  const bounded = ({ pid, firmware }: { pid: string; firmware: string }): { pid: string; firmware: string } => {
    const ofProduct = known.get(pid) ?? new Set();
    if (ofProduct.has(firmware)) return { pid, firmware };
    if (ofProduct.size >= MOST_OF_PRODUCT) return { pid, firmware: OTHER };
    if (pairs >= MOST_FIRMWARES) return { pid: known.has(pid) ? pid : OTHER, firmware: OTHER };
    known.set(pid, ofProduct.add(firmware));
    pairs += 1;
    return { pid, firmware };
  };
  return {
    registry,
    of: (region) => ({
      eventMoved: (of, stage) => events.inc({ region, ...bounded(of), stage }),
      eventPlayable: (after) => playable.observe({ region }, after / 1000),
      grantAcknowledged: (after) => acknowledged.observe({ region }, after / 1000),
    }),
  };
}
