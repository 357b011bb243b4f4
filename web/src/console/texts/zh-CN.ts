import { activation } from './zh-CN/activation.ts';
import { assets } from './zh-CN/assets.ts';
import { conformance } from './zh-CN/conformance.ts';
import { frame } from './zh-CN/frame.ts';
import { market } from './zh-CN/market.ts';
import { money } from './zh-CN/money.ts';
import { operator } from './zh-CN/operator.ts';
import { operatorMoney } from './zh-CN/operator-money.ts';
import { operatorSales } from './zh-CN/operator-sales.ts';
import { sales } from './zh-CN/sales.ts';

export const zhCN = {
  ...frame,
  ...market,
  ...activation,
  ...assets,
  ...conformance,
  ...sales,
  ...money,
  ...operator,
  ...operatorSales,
  ...operatorMoney,
};
