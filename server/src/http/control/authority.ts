import type { authority } from '@kaitong/contract';
import type { ControlContext } from '../../control/context.ts';
import type { Handlers } from '../kit/mount.ts';

export const authorityHandlers = ({ authority: own }: ControlContext): Handlers<typeof authority> => ({
  getAuthority: async () => ({ authority: own ? { fingerprint: own.fingerprint } : null }),
});
