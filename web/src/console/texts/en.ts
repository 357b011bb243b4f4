import { activation } from './en/activation.ts';
import { assets } from './en/assets.ts';
import { conformance } from './en/conformance.ts';
import { frame } from './en/frame.ts';
import { market } from './en/market.ts';
import { money } from './en/money.ts';
import { operator } from './en/operator.ts';
import { operatorMoney } from './en/operator-money.ts';
import { operatorSales } from './en/operator-sales.ts';
import { sales } from './en/sales.ts';

export const en = {
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
