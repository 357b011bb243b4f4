import { frame } from './zh-CN/frame.ts';
import { selling } from './zh-CN/selling.ts';

export const zhCN = { ...frame, ...selling };
