import { z } from 'zod';
import { CheckCodeSchema } from './checks/index.ts';
import { ItemName } from './conformance/item.ts';
import { Instant, Pid, WaiverId } from './ids.ts';

/** A waiver for longer would be a rule that nobody wrote down. */
export const LONGEST_WAIVER_DAYS = 180;

/** What may be waived: a warning of the product's certificate, or an item of its extended test that was no pass. */
export const WaiverSubject = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('finding'), code: CheckCodeSchema }),
    z.strictObject({ kind: z.literal('item'), code: ItemName }),
  ])
  .meta({ id: 'WaiverSubject' });
export type WaiverSubject = z.output<typeof WaiverSubject>;

/** What everybody reads of it: it changes no verdict, and ends. */
export const ShownWaiver = z
  .strictObject({
    subject: WaiverSubject,
    /** The operator's words. */
    reason: z.string().min(1).max(400),
    givenAt: Instant,
    endsAt: Instant,
  })
  .meta({ id: 'ShownWaiver' });
export type ShownWaiver = z.output<typeof ShownWaiver>;

export const Waiver = ShownWaiver.extend({
  id: WaiverId,
  pid: Pid,
  state: z.enum(['in_force', 'ended', 'withdrawn']),
  /** Taken back before its end. */
  withdrawnAt: Instant.nullable(),
}).meta({ id: 'Waiver' });
export type Waiver = z.output<typeof Waiver>;
