import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { trust as zhCN } from '../zh-CN/trust.ts';

export const trust: SameTexts<typeof zhCN> = {
  trust: {
    title: 'The server’s certificate',
    text: 'This server vouches for itself. Browsers on computers and phones warn until the CA certificate below is installed there. Cameras learn of it by the pairing code and need nothing else.',
    fingerprint: 'SHA-256 of the CA certificate. Compare it with what the phone shows before you install it:',
    download: 'Download the CA certificate (ca.crt)',
  },
};
