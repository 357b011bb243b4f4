import { accounts } from './accounts.ts';
import { applications } from './applications.ts';
import { billing } from './billing.ts';
import { certificates } from './certificates.ts';
import { ledger } from './ledger.ts';
import { platform } from './platform.ts';
import { products } from './products.ts';
import { sales } from './sales.ts';
import { services } from './services.ts';

/** Everything the control plane answers to makers, and what it answers to the operator about money and people. */
export const control = {
  ...accounts,
  ...services,
  ...products,
  ...applications,
  ...certificates,
  ...sales,
  ...billing,
  ...ledger,
  ...platform,
};
