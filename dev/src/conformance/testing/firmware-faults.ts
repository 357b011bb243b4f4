// Which clauses of docs/protocol/specification.md each fault of the virtual camera breaks, and by which item it is seen.
import type { ItemName } from '@kaitong/contract';
import type { FaultCode } from '@kaitong/device/virtual';

export type FirmwareFault = {
  clauses: readonly string[];
  fault: FaultCode;
  item: ItemName;
  /** Verdict and reason. */
  seen: string;
};

/** Those that are made for an item: each fails its own, and no other for it. */
export const itemFaults: readonly FirmwareFault[] = [
  { clauses: ['REC-2'], fault: 'conformance.motion-off', item: 'motion-off', seen: 'fail switch_obeyed' },
  {
    clauses: ['REC-4', 'CMD-4'],
    fault: 'conformance.privacy-mode',
    item: 'privacy-mode',
    seen: 'fail event_in_privacy',
  },
  { clauses: ['EVT-4'], fault: 'conformance.back-to-back', item: 'back-to-back', seen: 'fail second_event_missing' },
  { clauses: ['REC-3'], fault: 'conformance.long-event', item: 'long-event', seen: 'fail too_long' },
  { clauses: ['GEN-4', 'OBJ-6'], fault: 'conformance.uplink-lost', item: 'uplink-lost', seen: 'fail not_resumed' },
  { clauses: ['OBJ-5'], fault: 'conformance.server-restart', item: 'server-restart', seen: 'fail not_resumed' },
  { clauses: ['TOK-2'], fault: 'conformance.token-expired', item: 'token-expired', seen: 'fail token_kept' },
  { clauses: ['EVT-3'], fault: 'conformance.wrong-clock', item: 'wrong-clock', seen: 'fail clock_wrong' },
  { clauses: ['ENC-2'], fault: 'conformance.key-rotation', item: 'key-rotation', seen: 'fail key_reused' },
  {
    clauses: ['TLS-1'],
    fault: 'conformance.wrong-certificate',
    item: 'wrong-certificate',
    seen: 'fail certificate_trusted',
  },
  { clauses: ['TLS-2'], fault: 'conformance.wrong-broker', item: 'wrong-broker', seen: 'fail broker_trusted' },
  { clauses: ['FTG-2'], fault: 'conformance.rate', item: 'rate', seen: 'fail rate_wrong' },
  { clauses: ['FTG-3'], fault: 'conformance.night', item: 'night', seen: 'fail rate_wrong' },
  { clauses: ['GEN-5'], fault: 'conformance.power-cut', item: 'power-cut', seen: 'fail no_back_off' },
];

/** Others, each tried on the one item that is named. */
export const clauseFaults: readonly FirmwareFault[] = [
  { clauses: ['TLS-5'], fault: 'conformance.uplink-lost', item: 'wrong-certificate', seen: 'fail target_kept' },
  { clauses: ['TOK-3'], fault: 'conformance.address_kept', item: 'wrong-broker', seen: 'fail token_not_asked' },
  { clauses: ['MQTT-4'], fault: 'conformance.line_given_up', item: 'server-restart', seen: 'fail not_back' },
  { clauses: ['MQTT-7'], fault: 'conformance.same_pauses', item: 'power-cut', seen: 'fail same_pauses' },
  { clauses: ['PAIR-6'], fault: 'conformance.secret_cloned', item: 'cloned-secret', seen: 'fail secret_cloned' },
  { clauses: ['BAT-1'], fault: 'conformance.sleep', item: 'sleep', seen: 'fail sleep_unsaid' },
  { clauses: ['BAT-2'], fault: 'conformance.record_unanswered', item: 'sleep', seen: 'fail grant_not_taken' },
  { clauses: ['BAT-3'], fault: 'conformance.wrong-clock', item: 'sleep', seen: 'fail clock_wrong' },
  { clauses: ['UPD-1'], fault: 'conformance.update_unasked', item: 'update', seen: 'fail update_unasked' },
  { clauses: ['UPD-6'], fault: 'conformance.update_unsaid', item: 'update', seen: 'fail update_unsaid' },
  { clauses: ['UPD-8'], fault: 'conformance.update', item: 'update', seen: 'warn recording_cut' },
  { clauses: ['EVT-2'], fault: 'conformance.wrong_age', item: 'wrong-clock', seen: 'fail clock_wrong' },
  { clauses: ['OBJ-7'], fault: 'conformance.sent_again', item: 'uplink-lost', seen: 'warn sent_again' },
  {
    clauses: ['CMD-1'],
    fault: 'conformance.record_unanswered',
    item: 'back-to-back',
    seen: 'fail grant_not_taken',
  },
  { clauses: ['EVT-6'], fault: 'conformance.never_closed', item: 'back-to-back', seen: 'fail event_not_closed' },
  { clauses: ['OBJ-1'], fault: 'flow.segment_missing', item: 'back-to-back', seen: 'fail upload_incomplete' },
  { clauses: ['OBJ-2'], fault: 'video.first_not_key', item: 'back-to-back', seen: 'warn clip_flawed' },
  { clauses: ['OBJ-3'], fault: 'obj.hash', item: 'back-to-back', seen: 'fail call_refused' },
  { clauses: ['ENC-1'], fault: 'enc.padding', item: 'back-to-back', seen: 'warn clip_flawed' },
  { clauses: ['FTG-1'], fault: 'obj.container', item: 'back-to-back', seen: 'warn clip_flawed' },
];
