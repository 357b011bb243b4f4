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
  factor: {
    title: 'Second factor',
    text: 'When on, signing in takes a code from an authenticator app on your phone beside the password. A password that leaked opens nothing then.',
    on: 'Switch the second factor on',
    off: 'Switch it off',
    offTitle: 'Switch the second factor off?',
    isOff: 'The second factor is off',
    isOn: 'On since {{time}}. Recovery codes left: {{n}}.',
    next: 'Next',
    scan: 'Scan the code with an authenticator app (Microsoft Authenticator, 1Password, Aegis and others), or type the secret, then enter the 6 digits that the app shows.',
    qr: 'QR code of the second factor',
    code: 'Code',
    codeHint: 'The 6 digits that the app shows, or a recovery code where the phone is not at hand.',
    renew: 'Renew recovery codes',
    renewTitle: 'Renew the recovery codes? The old ones end.',
    codes: 'Recovery codes',
    codesText:
      'Shown this once. Print them or put them into a password manager: each signs you in once in place of the phone.',
    kept: 'I have kept them',
  },
};
