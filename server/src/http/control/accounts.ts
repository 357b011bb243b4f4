import type { accounts } from '@kaitong/contract';
import { changePassword } from '../../control/accounts/change-password.ts';
import { createApiKey } from '../../control/accounts/create-api-key.ts';
import { listApiKeys } from '../../control/accounts/list-api-keys.ts';
import { listAuthorisations } from '../../control/accounts/list-authorisations.ts';
import {
  addPasskey,
  beginPasskey,
  listPasskeys,
  removePasskey,
  signInWithPasskey,
} from '../../control/accounts/passkeys.ts';
import { register } from '../../control/accounts/register.ts';
import { resetPassword } from '../../control/accounts/reset-password.ts';
import { revokeApiKey } from '../../control/accounts/revoke-api-key.ts';
import { revokeAuthorisation } from '../../control/accounts/revoke-authorisation.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from '../../control/accounts/second-factor.ts';
import { endOtherSessions, endSession, listSessions } from '../../control/accounts/sessions.ts';
import { setUp } from '../../control/accounts/set-up.ts';
import { getSession } from '../../control/accounts/show-session.ts';
import { signIn, signOut } from '../../control/accounts/sign-in.ts';
import { signInWithLink } from '../../control/accounts/sign-in-link.ts';
import type { ControlContext } from '../../control/context.ts';
import { requestReset } from '../../sign-in/request-reset.ts';
import type { Handlers } from '../kit/mount.ts';

export const accountHandlers = (context: ControlContext): Handlers<typeof accounts> => ({
  register: (_caller, input, request) => register(context, request, input),
  signIn: (_caller, input, request) => signIn(context, request, input),
  signOut: (_caller, _input, request) => signOut(context, request),
  getSession: (caller) => getSession(context, caller),
  changePassword: (caller, input, request) => changePassword(context, caller, input, request),
  requestPasswordReset: (_caller, { body }, request) => requestReset(context, body.login, request),
  resetPassword: (_caller, input, request) => resetPassword(context, input, request),
  listSessions: (caller) => listSessions(context, caller),
  endSession: (caller, input) => endSession(context, caller, input),
  endOtherSessions: (caller) => endOtherSessions(context, caller),
  getSecondFactor: (caller) => getSecondFactor(context, caller),
  beginSecondFactor: (caller, input, request) => beginSecondFactor(context, caller, input, request),
  confirmSecondFactor: (caller, input) => confirmSecondFactor(context, caller, input),
  renewRecoveryCodes: (caller, input, request) => renewRecoveryCodes(context, caller, input, request),
  removeSecondFactor: (caller, input, request) => removeSecondFactor(context, caller, input, request),
  beginPasskeySignIn: (_caller, _input, request) => context.signIn.beginPasskeySignIn(request),
  signInWithPasskey: (_caller, input, request) => signInWithPasskey(context, request, input),
  signInWithLink: (_caller, input, request) => signInWithLink(context, request, input),
  listPasskeys: (caller) => listPasskeys(context, caller),
  beginPasskey: (caller, input, request) => beginPasskey(context, caller, input, request),
  addPasskey: (caller, input, request) => addPasskey(context, caller, input, request),
  removePasskey: (caller, input, request) => removePasskey(context, caller, input, request),
  setUp: (_caller, input, request) => setUp(context, request, input),
  createApiKey: (caller, input) => createApiKey(context, caller, input),
  listApiKeys: (caller, input) => listApiKeys(context, caller, input),
  revokeApiKey: (caller, input) => revokeApiKey(context, caller, input),
  listAuthorisations: (caller, input) => listAuthorisations(context, caller, input),
  revokeAuthorisation: (caller, input) => revokeAuthorisation(context, caller, input),
});
