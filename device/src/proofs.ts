import { hmacOf } from '#platform';
import { hexOf } from './bytes.ts';

const hmac = (key: string, text: string): string => hexOf(hmacOf(key, text));

/** Shows that the unit holds the licence's AuthKey, bound to this pairing token. */
export const licenceProof = (authKey: string, token: string, uuid: string): string => hmac(authKey, `${token}.${uuid}`);

/** Shows that the device holds its secret, for one challenge. */
export const secretProof = (secret: string, challenge: string): string => hmac(secret, challenge);
