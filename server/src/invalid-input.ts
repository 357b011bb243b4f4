import { type Refusal, refusal } from '@kaitong/contract';

export type InvalidField = { path: string; message: string };

/** `input_invalid` with the fields to mark. */
export type InvalidInput = Refusal & { fields: readonly InvalidField[] };

/** What a form cannot know by its schema alone: a login that is neither e-mail nor phone number, say. */
export function invalidInput(...fields: InvalidField[]): InvalidInput {
  return { ...refusal('input_invalid'), fields };
}
