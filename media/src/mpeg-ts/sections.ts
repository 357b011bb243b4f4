import { tellField, tellStructure } from '../telling/tell.ts';

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

/** CRC-32/MPEG-2 (Annex A); 0 over a section that ends with its own checksum. */
export function crc32(bytes: Uint8Array, start = 0xffffffff): number {
  let crc = start;
  for (const byte of bytes) crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 255] ?? 0)) >>> 0;
  return crc;
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65536 + u16(bytes, at + 2);

/** A PAT or PMT whose first byte is byte `from` of the object (2.4.4.3, 2.4.4.8); longer ones go on in a later packet. */
export function tellSection(section: Uint8Array, from: number): void {
  const isPat = section[0] === 0;
  const name = isPat ? 'program_association_section' : 'TS_program_map_section';
  const clause = `ISO/IEC 13818-1, ${isPat ? '2.4.4.3' : '2.4.4.8'}`;
  if (!tellStructure({ kind: 'table', name, clause, from, to: from + section.length })) return;
  tellField('table_id', from, 1, section[0] ?? 0, isPat ? 0 : 2);
  tellField('section_length', from + 1, 2, u16(section, 1) & 0xfff);
  const end = section.length - 4;
  if (isPat)
    for (let at = 8; at + 4 <= end; at += 4) {
      tellField('program_number', from + at, 2, u16(section, at));
      tellField('program_map_PID', from + at + 2, 2, u16(section, at + 2) & 0x1fff);
    }
  else {
    tellField('PCR_PID', from + 8, 2, u16(section, 8) & 0x1fff);
    for (let at = 12 + (u16(section, 10) & 0xfff); at + 5 <= end; at += 5 + (u16(section, at + 3) & 0xfff)) {
      tellField('stream_type', from + at, 1, section[at] ?? 0);
      tellField('elementary_PID', from + at + 1, 2, u16(section, at + 1) & 0x1fff);
    }
  }
  const isRight = crc32(section) === 0;
  tellField('CRC_32', from + end, 4, u32(section, end), isRight ? undefined : crc32(section.subarray(0, end)));
}
