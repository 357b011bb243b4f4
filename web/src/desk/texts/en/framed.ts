import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { framed as zhCN } from '../zh-CN/framed.ts';

export const framed: SameTexts<typeof zhCN> = {
  audit: {
    title: 'Audit trail',
  },
  security: {
    title: 'Sign-in and security',
  },
  passkeys: {
    signIn: 'Sign in with a passkey',
  },
  factor: {
    code: 'Code',
    codeHint: 'The 6 digits that the app shows, or a recovery code where the phone is not at hand.',
  },
};
