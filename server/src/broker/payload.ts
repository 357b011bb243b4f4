import { MAX_PAYLOAD_BYTES } from '@kaitong/contract';
import type { z } from 'zod';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A message of a device, or `undefined` for whatever is none: too long, no JSON, not of this shape. */
export function parsePayload<Schema extends z.ZodType>(
  schema: Schema,
  payload: Uint8Array,
): z.output<Schema> | undefined {
  if (payload.length > MAX_PAYLOAD_BYTES) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(utf8.decode(payload));
  } catch {
    return undefined;
  }
  return schema.safeParse(message).data;
}
