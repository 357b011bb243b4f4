import { z } from 'zod';
import { CheckCodeSchema } from './finding.ts';

/** More than that is read by nobody, and travels with each verdict. */
export const MOST_FOUND_HEADERS = 12;
export const MOST_STRUCTURES = 8;
export const MOST_HEADER_FIELDS = 48;

const place = z.number().nullable();
/** A number, or a short word such as the type of a box: never a stretch of bytes. */
const value = z.union([z.number(), z.string().max(64)]);

/** A field of a header: where it stands in its object, what it says and, where that is known, what it has to say. */
export const HeaderField = z.object({
  name: z.string().max(80),
  from: place,
  to: place,
  value,
  expected: value.optional(),
  /** It is right as it stands, and has to become the expected one with the other fields. */
  follows: z.literal(true).optional(),
});
export type HeaderField = z.output<typeof HeaderField>;

/** A header as the parsers read it; `clause` is where a standard describes it. */
export const HeaderStructure = z.object({
  kind: z.enum(['ts-packet', 'pes', 'table', 'box', 'nal', 'adts']),
  name: z.string().max(80),
  clause: z.string().max(120),
  from: place,
  to: place,
  fields: z.array(HeaderField).max(MOST_HEADER_FIELDS),
});
export type HeaderStructure = z.output<typeof HeaderStructure>;

/** The headers around the place of a finding, from the outermost inwards. Nothing of what is coded between them. */
export const FoundHeaders = z
  .object({
    code: CheckCodeSchema,
    /** The finding's object; null: it is of the whole clip. */
    object: z.int().nullable(),
    /** The object that they stand in: another one where the init segment says it. */
    source: z.int(),
    structures: z.array(HeaderStructure).max(MOST_STRUCTURES),
  })
  .meta({ id: 'FoundHeaders' });
export type FoundHeaders = z.output<typeof FoundHeaders>;
