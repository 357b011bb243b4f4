import type { terminals } from '@kaitong/contract';
import {
  beginTerminalLogin,
  confirmTerminalLogin,
  denyTerminalLogin,
  getTerminalLogin,
  revokeOwnKey,
  takeTerminalKey,
} from '../../control/accounts/terminal-login.ts';
import type { ControlContext } from '../../control/context.ts';
import type { Handlers } from '../kit/mount.ts';

export const terminalHandlers = (context: ControlContext): Handlers<typeof terminals> => ({
  beginTerminalLogin: (_caller, input, request) => beginTerminalLogin(context, request, input),
  takeTerminalKey: (_caller, input) => takeTerminalKey(context, input),
  getTerminalLogin: (caller, input) => getTerminalLogin(context, caller, input),
  confirmTerminalLogin: (caller, input) => confirmTerminalLogin(context, caller, input),
  denyTerminalLogin: (caller, input) => denyTerminalLogin(context, caller, input),
  revokeOwnKey: (caller) => revokeOwnKey(context, caller),
});
