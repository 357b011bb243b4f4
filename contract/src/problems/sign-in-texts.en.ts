import type { ProblemTexts } from './fill-text.ts';

/** Of signing in, and of what one signs in with. */
export const signIn = {
  not_signed_in: { title: 'Sign in first', remedy: 'You are not signed in, or your session has ended.' },
  api_key_invalid: {
    title: 'The API key is not valid',
    remedy:
      'It is incomplete, has expired or was revoked. Check that KAITONG_API_KEY was copied whole, or make a new key in the console under API keys.',
  },
  sign_in_failed: {
    title: 'Account or password is wrong',
    remedy: 'Check both and try again. If you forgot the password, use the link on the sign-in page.',
  },
  second_factor_needed: {
    title: 'A code is needed too',
    remedy: 'Enter the 6 digits that your authenticator app shows, or a recovery code.',
  },
  second_factor_wrong: {
    title: 'The code is wrong',
    remedy: 'A code works once: wait for the next one, and make sure that your phone’s clock is right.',
  },
  second_factor_on: {
    title: 'The second factor is on already',
    remedy: 'To move it to another phone, switch it off and on again.',
  },
  own_account: {
    title: 'This is your own account',
    remedy:
      'Change your password and second factor on the page Security. If you lost them, whoever runs the server starts it with --reset-link.',
  },
  second_factor_off: { title: 'The second factor is not on', remedy: 'There is nothing to do.' },
  passkeys_unavailable: {
    title: 'Passkeys do not work at this address',
    remedy:
      'Browsers make passkeys only for a host name reached by https, not for an IP address. Sign in with the password.',
  },
  passkeys_full: { title: 'You have 20 passkeys', remedy: 'Remove one that you no longer use.' },
  passkey_expired: {
    title: 'This took too long, or was sent before',
    remedy: 'Start again: a passkey answers within five minutes, once.',
  },
  passkey_unknown: {
    title: 'This passkey opens nothing here',
    remedy:
      'It was removed, or belongs to another site of this host, such as the app of a region. Choose another, or sign in with the password.',
  },
  passkey_refused: {
    title: 'The passkey could not be verified',
    remedy: 'Try again and unlock it with your fingerprint, face or PIN; or sign in with the password.',
  },
  passkey_stopped: {
    title: 'This passkey was stopped: there may be a copy of it',
    remedy: 'Sign in with the password, remove the passkey on the security page, and add a new one.',
  },
  password_too_short: { title: 'The password is too short', remedy: 'Use at least 10 characters.' },
  password_weak: {
    title: 'This password is among the first that are tried',
    remedy:
      'Take several words that have nothing to do with each other, or let your browser make one. Rows of keys, repetitions, dates, names and your own login are tried first.',
  },
  reset_link_invalid: {
    title: 'The link is not valid any more',
    remedy: 'A link is valid for an hour and works once. Ask for another one.',
  },
  sign_in_link_invalid: {
    title: 'The sign-in link is not valid any more',
    remedy: 'A link works once and within ten minutes. Click on the start page again for another one.',
  },
  sign_in_link_elsewhere: {
    title: 'Sign-in links work only on the computer that runs Kaitong',
    remedy:
      'Open the start page in a browser of that computer, over SSH through the tunnel that its terminal prints. Elsewhere sign in with the password.',
  },
  invitation_invalid: {
    title: 'The invitation is not valid any more',
    remedy: 'A link works once, within seven days, unless it was withdrawn. Ask whoever invited you for another.',
  },
  invitation_not_yours: {
    title: 'Somebody else was invited',
    remedy:
      'Sign out, and in again with the e-mail address or phone number that was invited; register with it if it has no account.',
  },
  already_member: {
    title: 'There is nothing to join',
    remedy: 'You are a member of this account, or the products are its own.',
  },
  last_administrator: {
    title: 'An account keeps at least one administrator',
    remedy: 'Make another member administrator first; then change, remove or leave.',
  },
  setup_link_invalid: {
    title: 'The setup link is invalid',
    remedy: 'It works once. Look for the current link in the server’s terminal.',
  },
  account_exists: {
    title: 'This account exists already',
    remedy: 'Sign in, or use another e-mail address or phone number.',
  },
} satisfies Partial<ProblemTexts>;
