import { z } from 'zod';
import { Region } from './ids.ts';

export const PlaneName = z.union([z.literal('control'), Region]);

/** The names of a process's master keys, the one that wraps first. A name says nothing about its key. */
export const KeyRing = z.array(z.string());

/** `unreadable`: by a key that is in no key file, or changed; they could not be read before either. */
export const Rewrapped = z.object({ rewrapped: z.int(), unreadable: z.int() });
