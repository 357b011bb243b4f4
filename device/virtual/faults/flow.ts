import { seal } from '../../src/index.ts';
import type { Fault } from './fault.ts';

export const flowFaults = {
  'flow.grant_not_acknowledged': { about: 'never answers the grant', flow: 'grant_not_acknowledged' },
  'flow.grant_refused': { about: 'answers the grant with a refusal', flow: 'grant_refused' },
  'flow.no_event': { about: 'acknowledges the grant and sees nothing', flow: 'no_event' },
  'flow.no_upload': { about: 'opens an event and uploads nothing', flow: 'no_upload' },
  'flow.offline_in_upload': { about: 'loses power after its first segment', flow: 'offline_in_upload' },
  'flow.event_not_closed': { about: 'never closes its event', flow: 'not_closed' },
  'flow.segment_missing': {
    about: 'loses an object between its others, and counts it when it closes',
    flow: 'counts_lost',
    seal: (object, n, key) => seal(object, n === 0 ? 0 : n + 1, key),
  },
  'flow.commit_before_put': { about: 'commits an object before its bytes are there', flow: 'commits_first' },
  'flow.upload_after_end': { about: 'goes on uploading after the grant was revoked', flow: 'upload_after_revoke' },
  'flow.token_expired': { about: 'goes on with a token that has expired', flow: 'keeps_token' },
  'flow.event_too_long': { about: 'records more than the platform asked for', flow: 'too_long' },
  'flow.no_pre_record': { about: 'begins its footage at the trigger', flow: 'no_pre_record' },
  'flow.nonce_wrong': { about: 'opens its event with a nonce of its own', flow: 'nonce_wrong' },
} as const satisfies Record<string, Fault>;
