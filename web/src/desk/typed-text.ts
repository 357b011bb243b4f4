import { z } from 'zod';

/** Addresses are typed by hand and kept in bookmarks: what does not parse is left out, never an error. */
export const typedText = z.string().max(80).optional().catch(undefined);
