import { z } from 'zod';
import { Instant } from './ids.ts';

/** What came of trying the newest backup, which a server does every night where it is told where backups lie. */
export const BackupCheck = z
  .object({
    /** Null: it is on its way for the first time. */
    checkedAt: Instant.nullable(),
    /** The file's name. */
    file: z.string().nullable(),
    /** When the backup was made. */
    madeAt: Instant.nullable(),
    /** Recordings of the sample: of which nothing was wrong, and the others. */
    played: z.int(),
    notPlayed: z.int(),
    tookMs: z.int(),
    /** `none`: there is no file. `unusable`: it cannot be restored. `no_room`: for a second database. `failed`: as the log says. */
    problem: z.enum(['none', 'unusable', 'no_room', 'failed']).nullable(),
  })
  .meta({ id: 'BackupCheck' });
export type BackupCheck = z.output<typeof BackupCheck>;
