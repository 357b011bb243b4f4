import { z } from 'zod';
import { type CheckCode, checkCodes, checkOf, retiredCodes } from './catalogue.ts';
import { ObjectKind } from './declaration.ts';

export const CheckCodeSchema = z.enum([...checkCodes, ...retiredCodes]);

export const Severity = z.enum(['error', 'warning']);
export type Severity = z.output<typeof Severity>;

/** One thing that is wrong with a clip, with all that its text needs. */
export const Finding = z
  .object({
    code: CheckCodeSchema,
    severity: Severity,
    /** In the unit of the catalogue (`checks[code].unit`). */
    measured: z.union([z.number(), z.string(), z.null()]),
    limit: z.union([z.number(), z.string(), z.null()]),
    /** Sequence number of the object within its event. */
    object: z.int().nullable(),
    kind: ObjectKind.nullable(),
    /** Bytes from the start of the object, after decryption. */
    offset: z.number().nullable(),
    /** Milliseconds from the clip's first frame, as far as known; of an object looked at alone, from its own first frame. */
    atMs: z.number().nullable(),
    /** The picture there, in decoding order: counted from 0 as `atMs` is. */
    frame: z.int().optional(),
    /** Milliseconds until the next key frame, at which a player recovers; absent where none follows. */
    keyAfterMs: z.number().optional(),
    /** The code that this follows from: repaired with it, and no headline. */
    because: CheckCodeSchema.optional(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'Finding' });
export type Finding = z.output<typeof Finding>;

/** A finding from its code and what is known; severity and limit default to the catalogue's. */
export function finding(code: CheckCode, known: Partial<Omit<Finding, 'code'>> = {}): Finding {
  const check = checkOf(code);
  return {
    code,
    severity: check.severity,
    measured: null,
    limit: check.limit,
    object: null,
    kind: null,
    offset: null,
    atMs: null,
    params: {},
    ...known,
  };
}
