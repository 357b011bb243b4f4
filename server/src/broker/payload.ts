import { MAX_PAYLOAD_BYTES } from '@kaitong/contract';
import type { z } from 'zod';

/** A message of a device, or `undefined` for whatever is none: too long, no JSON, not of this shape. */
export function parsePayload<Schema extends z.ZodType>(
  schema: Schema,
  payload: string | Uint8Array,
): z.output<Schema> | undefined {
  const bytes = Buffer.from(payload);
  if (bytes.length > MAX_PAYLOAD_BYTES) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  return schema.safeParse(message).data;
}
