import { audit } from './audit.ts';
import { audited } from './audited.ts';
import { security } from './security.ts';
import { selling } from './selling.ts';
import { trust } from './trust.ts';

/** What only pages behind the sign-in say. */
export const later = { ...audit, ...audited, ...security, ...selling, ...trust };
