import { activation } from './zh-CN/activation.ts';
import { assets } from './zh-CN/assets.ts';
import { frame } from './zh-CN/frame.ts';
import { market } from './zh-CN/market.ts';
import { operator } from './zh-CN/operator.ts';

export const zhCN = { ...frame, ...market, ...activation, ...assets, ...operator };
