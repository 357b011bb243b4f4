import { zhCN as desk } from '../../desk/texts/zh-CN.ts';
import { operatorMoney } from './zh-CN/money.ts';
import { operator } from './zh-CN/platform.ts';
import { operatorSales } from './zh-CN/sales.ts';
import { tasks } from './zh-CN/tasks.ts';
import { waivers } from './zh-CN/waivers.ts';

export const zhCN = { ...desk, ...operator, ...operatorSales, ...operatorMoney, ...tasks, ...waivers };
