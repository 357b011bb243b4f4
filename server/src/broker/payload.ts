import { MAX_PAYLOAD_BYTES } from '@kaitong/contract';
import type { z } from 'zod';
import { findUnseen } from '../unseen-text.ts';

/** A message of a device, or `undefined` for whatever is none: too long, no JSON, not of this shape, or with texts that nobody can see. */
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
  return findUnseen(message).length === 0 ? schema.safeParse(message).data : undefined;
}
