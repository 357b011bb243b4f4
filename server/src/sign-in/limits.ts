import { minutes } from '@kaitong/contract';

/** Tries of a browser that is known to the account; after them it is a stranger for a while. */
export const TRIES_OF_KNOWN = { limit: 20, window: minutes(10) };
/** From one address, beginnings and ends together: nothing of a passkey can be guessed, but a challenge is a row. */
export const PASSKEY_SIGN_INS = { limit: 120, window: minutes(10) };
/** From one address: nothing of a link can be guessed, and asking costs a statement. */
export const LINK_SIGN_INS = { limit: 60, window: minutes(10) };
/** From one address. */
export const PASSWORD_CHANGES = { limit: 60, window: minutes(10) };
