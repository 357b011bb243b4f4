import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { frame as zhCN } from '../zh-CN/frame.ts';

export const frame: SameTexts<typeof zhCN> = {
  common: {
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    loading: 'Loading',
    more: 'Load more',
    actions: 'Actions',
    none: '—',
    code: 'Error code: {{code}}',
    noData: 'No data',
    region: 'Region',
    separator: ', ',
    noMatch: 'Nothing matches',
    clearFilters: 'Clear filters',
    csv: 'Save as CSV',
  },
  regions: { cn: 'China', eu: 'Europe', us: 'United States' },
  title: '{{page}} - Kaitong console',
  frame: {
    passwordTried:
      'Somebody tried many wrong passwords at your account, last at {{time}}. It is not locked. If you use this password elsewhere too, change it.',
    passwordReset:
      'Your password was set by a link at {{time}}, and everything was signed out. If it was not you, change the password at once.',
    demoReachable:
      'Accounts of the demonstration are here, and this server can be reached from other computers: whoever knows their passwords gets in, the operator’s too. For real use start an empty platform on another data folder with npm start -- --no-demo; until then change those passwords.',
    storageFull:
      'The platform’s storage is full: nothing new can be stored for now. Whatever is stored stays; activations that are under way wait. It goes on by itself once the operator has made room.',
    skip: 'Skip to content',
    greeting: 'Hello, {{who}}',
    signOut: 'Sign out',
    help: 'Help',
    language: 'Language: {{language}}',
    menu: 'Menu',
    crumbs: 'You are here',
    home: 'Home',
    personal: 'Personal center',
  },
  missing: {
    title: 'There is no such page',
    text: 'The address may have a typing mistake, or the page has moved.',
    home: 'Go to the home page',
  },
  session: {
    privacy: 'Privacy',
    privacyLead: 'What is stored, and for how long:',
    signIn: 'Sign in',
    register: 'Register',
    login: 'E-mail or phone number',
    loginHint:
      'Phone numbers with their country code, for example +86 185 0000 0000; without one, mainland China is assumed.',
    password: 'Password',
    newPassword: 'New password',
    endApiKeys: 'End my API keys too: whoever knew the password may have made some',
    currentPassword: 'Current password',
    passwordShort: 'It has {{count}} so far.',
    passwordHint: 'At least 10 characters.',
    accountName: 'Company or team',
    toRegister: 'No account yet? Register',
    toSignIn: 'Have an account? Sign in',
    pitch:
      'Let one sample camera prove itself on real footage, and activate video cloud storage for the product the same day.',
    required: 'Fill in: {{field}}',
    loginInvalid: 'Enter an e-mail address or a phone number',
    passwordChanged: 'Password changed. Other sessions have been signed out.',
    changePassword: 'Change password',
    passwordWrong: 'The current password is wrong',
    forgotten: 'Forgot the password?',
    forgottenText: 'Enter what you sign in with, and ask for a link that sets a new password.',
    askForLink: 'Ask for a link',
    resetBy: {
      mail: 'If this address has an account, a mail arrives within minutes with a link that sets a new password. Look among the spam if it does not.',
      operator:
        'Ask the operator of this platform: once they know that it is you, they give you a one-time link that sets a new password.',
    },
    reset: 'Set a new password',
    resetSubmit: 'Save the new password',
    resetDone:
      'The new password is in force. All browsers were signed out and all passkeys removed. Sign in with the new one.',
    resetNoToken: 'The link is incomplete. Copy the whole link.',
    setUp: 'Create the first operator account',
    setUpText: 'This link works once. You are signed in with the new account and can set plans and prices afterwards.',
    enter: 'Sign-in link',
    entering: 'Signing in…',
    enterNoToken: 'The link is incomplete. Click on the start page again.',
    byPassword: 'Sign in with the password',
    setUpNoToken: 'The link is incomplete: its token is missing. Copy the whole link from the server’s terminal.',
    setUpSubmit: 'Create and sign in',
  },
};
