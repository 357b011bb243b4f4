import { first as desk } from '../../../desk/texts/en/first.ts';
import { framed } from './framed.ts';
import { menu } from './menu.ts';

/** What the frame says, and the pages before the sign-in. */
export const first = { ...desk, ...menu, ...framed };
