import { later as desk } from '../../../desk/texts/en/later.ts';
import { activation } from './activation.ts';
import { assets } from './assets.ts';
import { conformance } from './conformance.ts';
import { devices } from './devices.ts';
import { find } from './find.ts';
import { firmware } from './firmware.ts';
import { firstSteps } from './first-steps.ts';
import { home } from './home.ts';
import { items } from './items.ts';
import { listing } from './listing.ts';
import { market } from './market.ts';
import { money } from './money.ts';
import { pictures } from './pictures.ts';
import { sales } from './sales.ts';
import { shares } from './shares.ts';
import { soak } from './soak.ts';
import { submission } from './submission.ts';
import { team } from './team.ts';
import { terminal } from './terminal.ts';
import { told } from './told.ts';
import { waivers } from './waivers.ts';

/** What only pages say, and only behind the sign-in. */
export const later = {
  ...desk,
  ...find,
  ...assets,
  ...sales,
  ...money,
  ...told,
  ...team,
  ...devices,
  ...items,
  ...market,
  ...firstSteps,
  ...activation,
  ...home,
  ...firmware,
  ...conformance,
  ...soak,
  ...shares,
  ...listing,
  ...submission,
  ...terminal,
  ...waivers,
  pictures,
};
