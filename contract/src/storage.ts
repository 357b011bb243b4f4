import { z } from 'zod';

/** Stands in every answer while nothing can be stored, with `STORAGE_FULL`: pages show it, and ask nobody. */
export const STORAGE_HEADER = 'kaitong-storage';
export const STORAGE_FULL = 'full';

/** What is left of the disk that a region's footage is written to. Uploads stop where less than `leastFreeBytes` is. */
export const Storage = z
  .object({ isFull: z.boolean(), freeBytes: z.int(), leastFreeBytes: z.int() })
  .meta({ id: 'Storage' });
export type Storage = z.output<typeof Storage>;

/**
 * A region's objects on their way from the disk to a bucket. `expectedBytes`: of all footage when it began; `staying`: how many
 * cannot be moved, and why stands in the log.
 */
export const ObjectMove = z
  .object({
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    objects: z.int(),
    bytes: z.int(),
    expectedBytes: z.int(),
    staying: z.int(),
  })
  .meta({ id: 'ObjectMove' });
export type ObjectMove = z.output<typeof ObjectMove>;
