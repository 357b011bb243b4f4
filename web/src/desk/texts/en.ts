import { frame } from './en/frame.ts';
import { selling } from './en/selling.ts';
import { trust } from './en/trust.ts';

export const en = { ...frame, ...selling, ...trust };
