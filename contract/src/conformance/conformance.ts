import { z } from 'zod';
import { ConformanceId, DeviceId, FirmwareVersion, Instant, Pid, Region } from '../ids.ts';
import { Refusal } from '../problems/problem.ts';
import { ConformanceItem, ItemVerdict } from './item.ts';

/** One extended test of a device of an activated product. */
export const Conformance = z
  .object({
    id: ConformanceId,
    deviceId: DeviceId,
    pid: Pid,
    productName: z.string(),
    firmware: FirmwareVersion.nullable(),
    region: Region,
    state: z.enum(['running', 'ended']),
    /** The worst of its items; null while none has ended. */
    outcome: ItemVerdict.nullable(),
    items: z.array(ConformanceItem),
    /** Why it ended before its last item; null where it did not. */
    problem: Refusal.nullable(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'Conformance' });
export type Conformance = z.output<typeof Conformance>;

/** What is new about it: an item as it is now, or the end. */
export const ConformanceProgress = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('item'), item: ConformanceItem }),
    z.object({ type: z.literal('ended'), problem: Refusal.nullable() }),
  ])
  .meta({ id: 'ConformanceProgress' });
export type ConformanceProgress = z.output<typeof ConformanceProgress>;

/** One server-sent event's data: `id:` carries `seq`. */
export const NumberedConformance = z.object({ seq: z.number().int().positive(), progress: ConformanceProgress });
export type NumberedConformance = z.output<typeof NumberedConformance>;
