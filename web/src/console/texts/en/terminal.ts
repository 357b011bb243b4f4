import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { terminal as zhCN } from '../zh-CN/terminal.ts';

export const terminal: SameTexts<typeof zhCN> = {
  terminal: {
    title: 'Sign in a terminal',
    text: 'Confirm only what you began yourself just now, with kaitong login. Whoever holds that terminal acts in your name for 90 days, or until you revoke its key under API keys.',
    code: 'Code in the terminal',
    codeHint: 'Eight letters, as in BCDF-GHJK.',
    look: 'Continue',
    same: 'Does your terminal show this code?',
    name: 'Terminal',
    address: 'Asks from',
    askedAt: 'Asked at',
    scope: 'It may',
    confirm: 'Confirm',
    deny: 'Refuse',
    confirmed: 'The terminal is signed in',
    confirmedText: 'Go back to it; this page can be closed. Its key stands under API keys.',
    denied: 'The terminal was refused',
    deniedText:
      'It gets no key. If you did not begin this sign-in, somebody gave you their code: nothing more is to be done.',
    keys: 'API keys',
  },
};
