import { audit } from './zh-CN/audit.ts';
import { frame } from './zh-CN/frame.ts';
import { security } from './zh-CN/security.ts';
import { selling } from './zh-CN/selling.ts';
import { trust } from './zh-CN/trust.ts';

export const zhCN = { ...audit, ...frame, ...security, ...selling, ...trust };
