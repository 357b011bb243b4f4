import { audit } from './en/audit.ts';
import { frame } from './en/frame.ts';
import { security } from './en/security.ts';
import { selling } from './en/selling.ts';
import { trust } from './en/trust.ts';

export const en = { ...audit, ...frame, ...security, ...selling, ...trust };
