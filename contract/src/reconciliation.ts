import { z } from 'zod';
import { Instant } from './ids.ts';

/** `missing`, `wrong_size`, `damaged` (other bytes): the index names an object that is not in the store as it says. `orphaned`: the reverse. */
export const FootageFault = z.enum(['missing', 'wrong_size', 'damaged', 'orphaned']);
export type FootageFault = z.output<typeof FootageFault>;

/** One look of a region's reconciler at the index of its footage and at what is stored. */
export const Reconciliation = z
  .object({
    startedAt: Instant,
    /** null: it goes on. */
    finishedAt: Instant.nullable(),
    /** Looked at so far. */
    objects: z.int(),
    /** Those of a wrong size included. */
    missing: z.int(),
    orphaned: z.int(),
    repaired: z.int(),
    /** The newest of them. */
    examples: z.array(z.object({ fault: FootageFault, key: z.string(), foundAt: Instant })),
  })
  .meta({ id: 'Reconciliation' });
export type Reconciliation = z.output<typeof Reconciliation>;
