import { type Refusal, refusal, seconds } from '@kaitong/contract';
import type { Encryption, ObjectDeclaration } from '@kaitong/contract/checks';
import type { UploadLimits } from './limits.ts';

/** What the field `iv` must be. */
const EXPECTED_IV = {
  none: 'null (encryption: none)',
  'aes-128': '32 hex digits (encryption: aes-128)',
} as const satisfies Record<Encryption, string>;

/**
 * What is wrong with a declaration by its event's encryption and the numbers that the event takes, whatever else there is
 * of the event. An IV beside `none` would be stored as if somebody had to decrypt with it, and numbers begin at 0: an
 * object that no commit and no close could reach would never become footage.
 */
export function refuseDeclaration(
  encryption: Encryption,
  { objects, footage }: Pick<UploadLimits, 'objects' | 'footage'>,
  { n, iv }: Pick<ObjectDeclaration, 'n' | 'iv'>,
): Refusal | undefined {
  if ((iv === null) !== (encryption === 'none'))
    return refusal('input_invalid', { field: 'iv', expected: EXPECTED_IV[encryption] });
  if (n >= objects) return refusal('footage_limit_reached', { seconds: footage / seconds(1) });
  return undefined;
}
