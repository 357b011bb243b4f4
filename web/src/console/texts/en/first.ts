import { first as desk } from '../../../desk/texts/en/first.ts';
import { assets } from './assets.ts';
import { find } from './find.ts';
import { menu } from './menu.ts';
import { money } from './money.ts';
import { sales } from './sales.ts';
import { team } from './team.ts';
import { told } from './told.ts';

/** What the frame says, and what pages say whose names stand in its menu. */
export const first = {
  ...desk,
  ...menu,
  ...find,
  ...assets,
  ...sales,
  ...money,
  ...told,
  ...team,
};
