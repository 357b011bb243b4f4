import { audit } from './audit.ts';
import { frame } from './frame.ts';
import { security } from './security.ts';
import { selling } from './selling.ts';
import { trust } from './trust.ts';

/** What frames say, and pages whose names stand in a menu. */
export const first = { ...audit, ...frame, ...security, ...selling, ...trust };
