import { decimalOf, type Money } from '@kaitong/contract';

/** An amount inside a sentence of whatever language: `12.50 CNY`. */
export const textOf = (money: Money): string => `${decimalOf(money)} ${money.currency}`;
