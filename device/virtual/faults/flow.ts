import type { Fault } from './fault.ts';

export const flowFaults = {
  'flow.grant_not_acknowledged': { about: 'never answers the grant', flow: 'grant_not_acknowledged' },
  'flow.grant_refused': { about: 'answers the grant with a refusal', flow: 'grant_refused' },
  'flow.no_event': { about: 'acknowledges the grant and sees nothing', flow: 'no_event' },
  'flow.no_upload': { about: 'opens an event and uploads nothing', flow: 'no_upload' },
  'flow.offline_in_upload': { about: 'loses power after its first segment', flow: 'offline_in_upload' },
  'flow.event_not_closed': { about: 'never closes its event', flow: 'not_closed' },
  'flow.upload_after_end': { about: 'goes on uploading after the grant was revoked', flow: 'upload_after_revoke' },
  'flow.nonce_wrong': { about: 'opens its event with a nonce of its own', flow: 'nonce_wrong' },
} as const satisfies Record<string, Fault>;
