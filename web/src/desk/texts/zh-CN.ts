import { audited } from './zh-CN/audited.ts';
import { first } from './zh-CN/first.ts';

export const zhCN = { ...first, ...audited };
