import type { Holds, Listener, StructureKind, ToldField, ToldStructure } from './tell.ts';

/**
 * What somebody wants explained: a byte of the object, or of the structures of a name from some byte on the first or nth, or
 * the last one that begins before a byte.
 */
export type Wanted =
  | { offset: number }
  | { kind: StructureKind; names: readonly string[]; after?: number; nth?: number }
  | { kind: StructureKind; names: readonly string[]; before: number };

/** Of one structure, so that a table of thousands of entries does not fill a screen. */
const MOST_FIELDS = 64;
/** Boxes beside what is wanted: a fragment has a dozen. */
const MOST_PASSED = 1000;
/** Up to the first slice of a picture there may be a delimiter, sets and messages. */
const MOST_NALS = 8;

/** Keeps the structures that enclose what is wanted, with their fields. */
export class PlaceListener implements Listener {
  private readonly wanted: Wanted;
  private readonly kept: ToldStructure[] = [];
  /** Nobody wants these; their fields are not of what is around them. */
  private readonly passed: ToldStructure[] = [];
  private nals: ToldStructure[] = [];
  /** Its payload is being read; undefined while another one's is. */
  private current: ToldStructure | undefined;
  private holds: Holds | undefined;
  /** Whether what is told now is of the stream at the place; undefined: not asked yet. */
  private isStreamMeant: boolean | undefined;
  /** Structures of the wanted name so far. */
  private before = 0;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
  }

  /** From the outermost inwards. */
  get structures(): ToldStructure[] {
    // A file's NAL units are whole stretches of bytes: one that ended before the place has nothing to do with it.
    const isFile = this.kept.some(({ kind }) => kind === 'box');
    const nals = this.nals.filter(({ to }) => !isFile || this.place === null || to === null || to > this.place);
    return [...this.kept, ...nals].sort((a, b) => (a.from ?? 0) - (b.from ?? 0) || (b.to ?? 0) - (a.to ?? 0));
  }

  open(structure: ToldStructure, holds?: Holds): ToldStructure | undefined {
    const isPayload = structure.kind === 'nal' && structure.name !== 'NALUnitLength';
    const isOfStream = structure.kind === 'nal' || structure.kind === 'adts';
    const isMeant = isOfStream ? this.isOfMeantStream() : this.isOf(holds);
    const opened = !isMeant ? undefined : isPayload ? this.openNal(structure) : this.openOther(structure);
    if (isPayload) this.current = opened;
    return opened;
  }

  sample(): void {}

  stream(holds: Holds): void {
    this.holds = holds;
    this.isStreamMeant = undefined;
  }

  /** Asked once: it is the same for all that a stream holds, and costs a look at each of its packets. */
  private isOfMeantStream(): boolean {
    this.isStreamMeant ??= this.isOf(this.holds);
    return this.isStreamMeant;
  }

  /** The packet at the place is one of those. */
  private isOf(holds: Holds | undefined): boolean {
    const packet = this.kept.find(({ kind }) => kind === 'ts-packet');
    return !holds || !packet || holds(packet.from ?? 0, packet.to ?? 0);
  }

  field(field: ToldField): void {
    const { from } = field;
    if (from === null) return;
    const around = this.kept.filter((one) => contains(one, from));
    const innermost = around.sort((a, b) => (b.from ?? 0) - (a.from ?? 0) || lengthOf(a) - lengthOf(b))[0];
    if (innermost && !this.passed.some((one) => contains(one, from) && isInside(one, innermost)))
      addField(innermost, field);
  }

  bits(name: string, { at, count }: { at: number; count: number }, value: number, expected?: number): void {
    const { current } = this;
    if (!current) return;
    const known = expected === undefined ? {} : { expected };
    addField(current, { name, ...bytesOf(current, at, count), value, ...known });
  }

  expected(name: string, expected: number): void {
    const field = this.current?.fields.find((one) => one.name === name);
    if (field) field.expected = expected;
  }

  private openOther(structure: ToldStructure): ToldStructure | undefined {
    const same = this.kept.find(
      ({ kind, name, from }) => kind === structure.kind && name === structure.name && from === structure.from,
    );
    if (same) return same;
    if (!this.isWanted(structure)) {
      const isKnown = this.passed.some(({ from, name }) => from === structure.from && name === structure.name);
      if (!isKnown && this.passed.length < MOST_PASSED) this.passed.push(structure);
      return undefined;
    }
    this.kept.push(structure);
    this.isStreamMeant = undefined;
    return structure;
  }

  private isWanted(structure: ToldStructure): boolean {
    const { wanted } = this;
    if ('before' in wanted) {
      const isNearer = isNamed(structure, wanted) && (structure.from ?? wanted.before) < wanted.before;
      if (isNearer) this.kept.length = 0;
      return isNearer;
    }
    if (!('offset' in wanted))
      return this.kept.length === 0 && isNamed(structure, wanted) && this.before++ === (wanted.nth ?? 0);
    if (contains(structure, wanted.offset)) return true;
    const isFirst = !this.kept.some(({ kind }) => kind === structure.kind);
    const { from } = structure;
    return isFirst && from !== null && from >= wanted.offset && from < this.packetEnd;
  }

  /** What begins in the packet at the place is meant as well; -1 where there is none. */
  private get packetEnd(): number {
    const packet = this.kept.find(({ kind }) => kind === 'ts-packet');
    return packet?.from === this.place ? (packet.to ?? -1) : -1;
  }

  private get place(): number | null {
    return 'offset' in this.wanted ? this.wanted.offset : null;
  }

  /** The last NAL unit that begins at or before the place, and those behind it up to the picture's first slice. */
  private openNal(structure: ToldStructure): ToldStructure | undefined {
    const { wanted, nals } = this;
    const { from } = structure;
    if (!('offset' in wanted)) {
      if (nals.length > 0 || !isNamed(structure, wanted)) return undefined;
      nals.push(structure);
      return structure;
    }
    if (from === null || nals.length >= MOST_NALS) return undefined;
    const isBefore = from <= wanted.offset + START_CODE;
    const isMeant = isBefore || from < this.packetEnd || (nals.length > 0 && !nals.some(isSlice));
    if (!isMeant) return undefined;
    const [last] = nals;
    // The one before is over where another begins at the place.
    if (isBefore || (last?.from !== undefined && (last.to ?? 0) <= wanted.offset)) this.nals = [];
    this.nals.push(structure);
    return structure;
  }
}

const isSlice = ({ name }: ToldStructure): boolean => name.startsWith('slice_');

/** A picture's place may be that of the start code in front of its first NAL unit. */
const START_CODE = 4;

const contains = ({ from, to }: ToldStructure, at: number): boolean =>
  from !== null && to !== null && from <= at && at < to;

const isInside = (inner: ToldStructure, outer: ToldStructure): boolean =>
  (inner.from ?? 0) > (outer.from ?? 0) && (inner.to ?? 0) <= (outer.to ?? 0);

const lengthOf = ({ from, to }: ToldStructure): number => (to ?? 0) - (from ?? 0);

function isNamed(structure: ToldStructure, wanted: Extract<Wanted, { names: unknown }>): boolean {
  const { kind, names } = wanted;
  const after = 'after' in wanted ? (wanted.after ?? 0) : 0;
  if (structure.kind !== kind || (structure.from ?? after) < after) return false;
  return names.length === 0 || names.includes(structure.name);
}

/** What is told again is what was told, with what is known by now. */
function addField({ fields }: ToldStructure, field: ToldField): void {
  const known = fields.findIndex(({ name, from }) => name === field.name && from === field.from);
  if (known >= 0) fields[known] = { ...fields[known], ...field };
  else if (fields.length < MOST_FIELDS) fields.push(field);
}

/**
 * Only the header of a NAL unit (`at` below 0) stands where its bytes are known to: packets and emulation prevention bytes
 * come between the bits of the payload.
 */
function bytesOf(
  { from, clause }: ToldStructure,
  at: number,
  count: number,
): { from: number | null; to: number | null } {
  if (from === null || at >= 0) return { from: null, to: null };
  const payload = from + (clause.startsWith('H.265') ? 2 : 1);
  return { from: payload + Math.floor(at / 8), to: payload + Math.ceil((at + count) / 8) };
}
