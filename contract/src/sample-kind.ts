import { z } from 'zod';

/**
 * What a paired device is: hardware with firmware of its own, a browser with this computer’s camera, or a bridge before a camera that
 * speaks something else. A device says it when it pairs, and a pairing keeps it.
 */
export const SampleKind = z.enum(['firmware', 'browser', 'bridge']).meta({ id: 'SampleKind' });
export type SampleKind = z.output<typeof SampleKind>;
