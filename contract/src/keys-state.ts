import { z } from 'zod';

/** Whether keys of footage can be written and erased: `full`, a disk of them has no room; `away`, a copy is not there. */
export const KeysState = z.enum(['well', 'full', 'away']).meta({ id: 'KeysState' });
export type KeysState = z.output<typeof KeysState>;
