import { crc32 } from '../mpeg-ts/sections.ts';
import type { ToldStructure } from './tell.ts';

/**
 * Says of a table which checksum it has once its other fields are what they had to be. What changes bits changes the
 * checksum by what a section of these bits alone has, whatever stands around them.
 */
export function expectChecksum({ kind, from, fields }: ToldStructure): void {
  const checksum = fields.find(({ name }) => name === 'CRC_32');
  if (kind !== 'table' || from === null || checksum?.from == null || typeof checksum.value !== 'number') return;
  const changed = new Uint8Array(checksum.from - from);
  for (const { from: at, to, value, expected } of fields)
    if (at !== null && to === at + 1 && typeof value === 'number' && typeof expected === 'number')
      changed[at - from] = value ^ expected;
  if (changed.every((bits) => bits === 0)) return;
  const whole = typeof checksum.expected === 'number' ? checksum.expected : checksum.value;
  const isValid = whole === checksum.value;
  checksum.expected = (whole ^ crc32(changed, 0)) >>> 0;
  if (isValid) checksum.follows = true;
}
