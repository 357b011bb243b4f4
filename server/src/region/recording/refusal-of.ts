import { days, type Refusal, refusal } from '@kaitong/contract';
import { keptFor, type RecordingRefusal, type RetentionClass } from '@kaitong/core';

/** A rule's refusal with what its text needs. */
export const refusalOf = (code: RecordingRefusal, event: { retention_class?: RetentionClass }): Refusal =>
  refusal(code, code === 'event_expired' ? { days: keptFor(event.retention_class ?? 'event7') / days(1) } : {});
