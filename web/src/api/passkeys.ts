import type { accounts, Output } from '@kaitong/contract';

/** Why the browser answered nothing: nobody agreed in time, or the authenticator has a passkey of this user already. */
export class PasskeyFailed extends Error {
  readonly reason: 'declined' | 'known';

  constructor(reason: 'declined' | 'known', cause: unknown) {
    super(`no passkey: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Whether this page may ask for one: browsers know them by host names reached by https. */
export const canAskPasskey = (): boolean =>
  'PublicKeyCredential' in window && location.protocol === 'https:' && !/^\[|^[\d.]+$/.test(location.hostname);

/** Lets the browser make a passkey. */
export async function makePasskey(optionsJSON: Output<typeof accounts.beginPasskey>) {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return await orFailed(() => startRegistration({ optionsJSON }));
}

/** Lets a passkey sign. */
export async function askPasskey(optionsJSON: Output<typeof accounts.beginPasskeySignIn>) {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return await orFailed(() => startAuthentication({ optionsJSON }));
}

async function orFailed<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'InvalidStateError') throw new PasskeyFailed('known', error);
    if (error.name === 'NotAllowedError' || error.name === 'AbortError') throw new PasskeyFailed('declined', error);
    throw error;
  }
}
