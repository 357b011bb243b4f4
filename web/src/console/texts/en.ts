import { en as desk } from '../../desk/texts/en.ts';
import { activation } from './en/activation.ts';
import { assets } from './en/assets.ts';
import { conformance } from './en/conformance.ts';
import { find } from './en/find.ts';
import { firstSteps } from './en/first-steps.ts';
import { home } from './en/home.ts';
import { market } from './en/market.ts';
import { menu } from './en/menu.ts';
import { money } from './en/money.ts';
import { pictures } from './en/pictures.ts';
import { sales } from './en/sales.ts';
import { team } from './en/team.ts';
import { told } from './en/told.ts';

export const en = {
  ...desk,
  ...menu,
  ...market,
  ...firstSteps,
  ...activation,
  ...assets,
  ...home,
  ...find,
  ...conformance,
  ...sales,
  ...money,
  ...told,
  ...team,
  pictures,
};
