import type { RegionClient } from '../../../src/index.ts';

export type OpenEventCall = Parameters<RegionClient['openEvent']>[0];

/** An event that a test event's command asked for. */
export const isProbe = ({ body }: OpenEventCall): boolean => body.type === 'probe';

/** An event of the camera's own, recorded for a verification. */
export const isVerification = (call: OpenEventCall): boolean => call.body.nonce !== undefined && !isProbe(call);
