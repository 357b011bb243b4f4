import { en as desk } from '../../desk/texts/en.ts';
import { operatorMoney } from './en/money.ts';
import { operator } from './en/platform.ts';
import { operatorSales } from './en/sales.ts';
import { tasks } from './en/tasks.ts';
import { waivers } from './en/waivers.ts';

export const en = { ...desk, ...operator, ...operatorSales, ...operatorMoney, ...tasks, ...waivers };
