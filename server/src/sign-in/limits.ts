import { minutes } from '@kaitong/contract';

/** Wrong passwords from one address, and for one login from one address: whoever guesses must not lock others out. */
export const TRIES_PER_ADDRESS = { limit: 60, window: minutes(10) };
export const TRIES_PER_LOGIN = { limit: 8, window: minutes(10) };
/** From everywhere together, against a guess that comes from many addresses. */
export const TRIES_PER_LOGIN_ANYWHERE = { limit: 100, window: minutes(60) };
