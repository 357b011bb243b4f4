import { days, type Refusal, refusal, seconds } from '@kaitong/contract';
import {
  type AssemblyRefusal,
  CONTINUOUS_SEGMENT_MINIMUM,
  keptFor,
  PRE_RECORD_LIMIT,
  RECORDING_LIMIT,
  type Recording,
  type RecordingRefusal,
  type RetentionClass,
} from '@kaitong/core';

/** A rule's refusal with what its text needs. */
export function refusalOf(
  code: RecordingRefusal | AssemblyRefusal,
  event: { recording: Recording; retention_class?: RetentionClass },
): Refusal {
  switch (code) {
    case 'event_expired':
      return refusal(code, { days: keptFor(event.retention_class ?? 'event7') / days(1) });
    case 'footage_limit_reached':
      return refusal(code, { seconds: RECORDING_LIMIT[event.recording] / seconds(1) });
    case 'segment_too_short':
      return refusal(code, { seconds: CONTINUOUS_SEGMENT_MINIMUM / seconds(1) });
    case 'pre_record_too_long':
      return refusal(code, { seconds: PRE_RECORD_LIMIT / seconds(1) });
    default:
      return refusal(code);
  }
}
