import { z } from 'zod';

/** Texts of the kinds that the contract knows, each with a number in it; the first that a schema takes is used. Some
 * are as long as people make them, without a place to break. */
const texts = (n: number): string[] => [
  n % 7 === 6 ? `Weitwinkelüberwachungskamera-mit-Nachtsicht-und-Gegensprechanlage-${n}` : `Sample ${n}`,
  `Sample ${n}`,
  `2026-0${(n % 9) + 1}-15T08:00:00.000Z`,
  `2026-0${(n % 9) + 1}-15`,
  `2026-0${(n % 9) + 1}`,
  `https://kaitong.example/${n}`,
  `2.${n}.0`,
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  `+86185${String(n).padStart(8, '0')}`,
  'cn',
];

/** An id by its pattern, a prefix and so many letters and digits, like `^ap[a-z0-9]{18}$`; undefined for any other. */
function idOf(schema: z.ZodType, n: number): string | undefined {
  const { pattern = '' } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  const [, prefix, least] = /^\^([a-z0-9]*)\[[^\]]*\]\{(\d+)(?:,\d+)?\}\$$/.exec(pattern) ?? [];
  if (prefix === undefined) return undefined;
  return prefix + n.toString(36).padStart(Number(least), 'k');
}

/** How long lists are where nothing else is said. */
type Lengths = { items: number };

/**
 * A value that a schema of the contract takes: no test's data can differ from what the server sends. Where there is a
 * choice, `n` chooses, so that a row of samples shows every state.
 * @throws Error when no text of the known kinds fits a schema
 */
export function sample<T extends z.ZodType>(schema: T, n = 0, lengths: Lengths = { items: 1 }): z.input<T> {
  return of(schema, n, lengths) as z.input<T>;
}

function of(schema: z.ZodType, n: number, lengths: Lengths): unknown {
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([key, one]) => [key, of(one, n, lengths)]),
    );
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    const length = [lengths.items, 1, 2, 3].find((size) => schema.safeParse(listOf(element, size, n, lengths)).success);
    return listOf(element, length ?? lengths.items, n, lengths);
  }
  if (schema instanceof z.ZodEnum) return schema.options[n % schema.options.length];
  if (schema instanceof z.ZodLiteral) return [...schema.values][0];
  if (schema instanceof z.ZodUnion) return of(schema.options[n % schema.options.length] as z.ZodType, n, lengths);
  if (schema instanceof z.ZodNullable) return n % 3 === 2 ? null : of(schema.unwrap() as z.ZodType, n, lengths);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return of(schema.unwrap() as z.ZodType, n, lengths);
  if (schema instanceof z.ZodPipe) return of(schema.in as z.ZodType, n, lengths);
  if (schema instanceof z.ZodRecord) return recordOf(schema, n, lengths);
  if (schema instanceof z.ZodTuple) return schema.def.items.map((one) => of(one as z.ZodType, n, lengths));
  if (schema instanceof z.ZodBoolean) return n % 2 === 0;
  if (schema instanceof z.ZodNull) return null;
  if (schema instanceof z.ZodUndefined) return undefined;
  const candidates: unknown[] =
    schema instanceof z.ZodNumber ? [n + 1, (n + 1) * 1000, 0, 1, -1] : [idOf(schema, n), ...texts(n)];
  const found = candidates.find((one) => schema.safeParse(one).success);
  if (found === undefined)
    throw new Error(`No sample fits ${JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }))}`);
  return found;
}

const listOf = (element: z.ZodType, size: number, n: number, lengths: Lengths): unknown[] =>
  Array.from({ length: size }, (_, index) => of(element, n + index, lengths));

function recordOf(schema: z.ZodRecord, n: number, lengths: Lengths): object {
  const keys = schema.keyType instanceof z.ZodEnum ? schema.keyType.options : [];
  return Object.fromEntries(keys.map((key) => [key, of(schema.valueType as z.ZodType, n, lengths)]));
}
