import { frame } from './frame.ts';
import { framed } from './framed.ts';

/** What frames say, and pages before the sign-in. */
export const first = { ...frame, ...framed };
