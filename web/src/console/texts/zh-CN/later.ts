import { activation } from './activation.ts';
import { conformance } from './conformance.ts';
import { firstSteps } from './first-steps.ts';
import { home } from './home.ts';
import { market } from './market.ts';
import { pictures } from './pictures.ts';

/** What only pages say, and only behind the sign-in. */
export const later = { ...market, ...firstSteps, ...activation, ...home, ...conformance, pictures };
