import { z } from 'zod';

/**
 * Whether keys of footage can be written and erased: `full`, a disk of them has no room; `away`, a copy is not there;
 * `damaged`, they can, and since the start a disk gave some back wrong.
 */
export const KeysState = z.enum(['well', 'full', 'away', 'damaged']).meta({ id: 'KeysState' });
export type KeysState = z.output<typeof KeysState>;
