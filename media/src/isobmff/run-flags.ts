const ENTRY_FIELDS = [0x800, 0x400, 0x100, 0x200];

/** Bytes of an entry of `trun` with these flags (ISO/IEC 14496-12, 8.8.8). */
export const entryBytesOf = (flags: number): number => ENTRY_FIELDS.filter((flag) => flags & flag).length * 4;

/** Flags without one, two or three of the fields that they promise. */
export function reducedFlags(declared: number): number[] {
  const less = ENTRY_FIELDS.filter((field) => declared & field).map((field) => declared & ~field);
  return [...less, ...less.flatMap((flags) => (entryBytesOf(flags) > 4 ? reducedFlags(flags) : []))];
}
