import { accounts } from './accounts.ts';
import { applications } from './applications.ts';
import { certificates } from './certificates.ts';
import { products } from './products.ts';
import { sales } from './sales.ts';
import { services } from './services.ts';

/** Everything the control plane answers to makers. */
export const control = { ...accounts, ...services, ...products, ...applications, ...certificates, ...sales };
