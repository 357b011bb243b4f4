/** What a parser recognised in the bytes. */
export type StructureKind = 'ts-packet' | 'pes' | 'table' | 'box' | 'nal' | 'adts';

/** Positions are bytes of the object; null where it was read from bytes that stand elsewhere. */
export type ToldField = {
  /** As the standard spells it. */
  name: string;
  from: number | null;
  to: number | null;
  value: number | string;
  /** What it had to be, where the parser knows. */
  expected?: number | string;
  /** It is right as it stands, and has to become the expected one with the other fields. */
  follows?: true;
};

export type ToldStructure = {
  kind: StructureKind;
  /** Of a box its type, of a NAL unit or a table its name; empty where the kind says all. */
  name: string;
  /** Where its syntax stands. */
  clause: string;
  from: number | null;
  /** Behind it; of what is spread over several packets, where it would end without them. */
  to: number | null;
  fields: ToldField[];
};

/** Whether any of these bytes of the object belong to a stream. */
export type Holds = (from: number, to: number) => boolean;

/** Hears what parsers tell while they read. */
export type Listener = {
  /** The structure to tell fields of; undefined: nobody wants to hear of this one. */
  open(structure: ToldStructure, holds?: Holds): ToldStructure | undefined;
  /** NAL units and frames of sound from here on are of this stream, whose bytes lie in packets among those of others. */
  stream(holds: Holds): void;
  /** A field at bytes of the object. */
  field(field: ToldField): void;
  /** A field of the structure that was opened last, at bits of its payload. */
  bits(name: string, place: { at: number; count: number }, value: number, expected?: number): void;
  /** A sample's bytes, and how the container says when it is decoded. */
  sample(from: number, to: number, time: () => ToldStructure[]): void;
  /** What a field that was told of the structure opened last had to be. */
  expected(name: string, value: number): void;
};

// Parsers are synchronous, and one object is read at a time: whoever wants to hear their fields says so around the call,
// and the parsers need not hand a listener through to the last of their readers.
let listener: Listener | undefined;

export function listen(to: Listener, read: () => void): void {
  listener = to;
  try {
    read();
  } finally {
    listener = undefined;
  }
}

export const isHeard = (): boolean => listener !== undefined;

/**
 * A structure at bytes `from` to `to` of the object; `holds`: those between that are its own. False: its fields need not be
 * told.
 */
export function tellStructure(structure: Omit<ToldStructure, 'fields'>, holds?: Holds): boolean {
  return listener?.open({ ...structure, fields: [] }, holds) !== undefined;
}

export const tellStream = (holds: Holds): void => listener?.stream(holds);

export function tellField(name: string, from: number, bytes: number, value: number | string, expected?: number): void {
  listener?.field({ name, from, to: from + bytes, value, ...(expected === undefined ? {} : { expected }) });
}

export function tellBits(name: string, at: number, count: number, value: number, expected?: number): void {
  listener?.bits(name, { at, count }, value, expected);
}

export const tellSample = (from: number, to: number, time: () => ToldStructure[]): void =>
  listener?.sample(from, to, time);

/** Of a field of the payload that is being read, told before. */
export function tellExpected(name: string, expected: number): void {
  listener?.expected(name, expected);
}
