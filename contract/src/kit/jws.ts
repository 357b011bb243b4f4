import { z } from 'zod';

const payloads = new WeakMap<object, z.ZodType>();

/** A JWS in compact serialisation (RFC 7515): a string, whose payload has a schema of its own for whoever reads the contract. */
export function compactJws(payload: z.ZodType): z.ZodString {
  const schema = z.string();
  payloads.set(schema, payload);
  return schema;
}

/** What a schema made by `compactJws` carries; undefined for every other. */
export const payloadOfJws = (schema: object): z.ZodType | undefined => payloads.get(schema);
