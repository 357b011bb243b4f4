import { zhCN as desk } from '../../desk/texts/zh-CN.ts';
import { activation } from './zh-CN/activation.ts';
import { assets } from './zh-CN/assets.ts';
import { conformance } from './zh-CN/conformance.ts';
import { find } from './zh-CN/find.ts';
import { firstSteps } from './zh-CN/first-steps.ts';
import { home } from './zh-CN/home.ts';
import { market } from './zh-CN/market.ts';
import { menu } from './zh-CN/menu.ts';
import { money } from './zh-CN/money.ts';
import { pictures } from './zh-CN/pictures.ts';
import { sales } from './zh-CN/sales.ts';
import { team } from './zh-CN/team.ts';
import { told } from './zh-CN/told.ts';

export const zhCN = {
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
