import type { ingest } from '@kaitong/contract';
import type { RegionContext } from '../../region/context.ts';
import { createPushDevice } from '../../region/pushes/create-push-device.ts';
import { createIngestToken, listIngestTokens, revokeIngestToken } from '../../region/pushes/tokens.ts';
import type { Handlers } from '../kit/mount.ts';

export const ingestHandlers = (context: RegionContext): Handlers<typeof ingest> => ({
  createPushDevice: (caller, input) => createPushDevice(context, caller, input),
  createIngestToken: (caller, input) => createIngestToken(context, caller, input),
  listIngestTokens: (caller, input) => listIngestTokens(context, caller, input),
  revokeIngestToken: (caller, input) => revokeIngestToken(context, caller, input),
});
