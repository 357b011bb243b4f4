import { z } from 'zod';
import { Instant } from './ids.ts';

/** What encrypts the lines to a server, and how it stands. */
export const ServerCertificate = z
  .object({
    /** Of the server's own making, from files, or ordered from an authority. */
    from: z.enum(['self', 'files', 'acme']),
    /** `null`: there is none that anybody trusts. */
    endsAt: Instant.nullable(),
    /** Why there is no newer one, in the words of whoever refused it. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'ServerCertificate' });
export type ServerCertificate = z.output<typeof ServerCertificate>;
