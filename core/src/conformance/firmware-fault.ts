import type { ProblemCode } from '@kaitong/contract';

/** What no interruption, no grant and no limit of an item explains: the camera sent what the protocol does not take. */
const FAULTS: ReadonlySet<string> = new Set<ProblemCode>([
  'input_invalid',
  'event_conflict',
  'object_conflict',
  'object_unknown',
  'object_too_large',
  'pre_record_too_long',
  'upload_target_invalid',
  'length_required',
  'size_mismatch',
  'hash_mismatch',
  'object_exists',
]);

/** Whether a refusal during an item, or in a day of waiting for an event, is a finding about the firmware. */
export const isFirmwareFault = (code: string): boolean => FAULTS.has(code);
