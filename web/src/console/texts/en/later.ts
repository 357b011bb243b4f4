import { audited } from '../../../desk/texts/en/audited.ts';
import { activation } from './activation.ts';
import { conformance } from './conformance.ts';
import { devices } from './devices.ts';
import { firmware } from './firmware.ts';
import { firstSteps } from './first-steps.ts';
import { home } from './home.ts';
import { items } from './items.ts';
import { listing } from './listing.ts';
import { market } from './market.ts';
import { pictures } from './pictures.ts';
import { shares } from './shares.ts';
import { submission } from './submission.ts';
import { waivers } from './waivers.ts';

/** What only pages say, and only behind the sign-in. */
export const later = {
  ...audited,
  ...devices,
  ...items,
  ...market,
  ...firstSteps,
  ...activation,
  ...home,
  ...firmware,
  ...conformance,
  ...shares,
  ...listing,
  ...submission,
  ...waivers,
  pictures,
};
