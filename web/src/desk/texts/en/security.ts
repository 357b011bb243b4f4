import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { security as zhCN } from '../zh-CN/security.ts';

export const security: SameTexts<typeof zhCN> = {
  security: {
    title: 'Sign-in and security',
    sessions: 'Signed-in browsers',
    browser: 'Browser',
    unknownBrowser: 'Unknown browser',
    thisOne: '{{name}} (this one)',
    address: 'Signed in from',
    startedAt: 'Since',
    seenAt: 'Last used',
    end: 'Sign out',
    ended: 'Signed out. Whatever is tried there next is refused.',
    endOthers: 'Sign out everywhere else',
    endOthersTitle: 'Sign out everywhere else?',
    endOthersText: 'Only this browser stays signed in. If somebody may know your password, change it too.',
  },
};
