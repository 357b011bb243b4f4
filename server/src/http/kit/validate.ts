import type { Language } from '@kaitong/contract';
import { z } from 'zod';
import { type InvalidInput, invalidInput } from '../../invalid-input.ts';

const messages = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** An operation's input, with all that is wrong in it at once, in the caller's language. */
export function readInput(
  operation: { params: z.ZodType; query: z.ZodType; body: z.ZodType },
  given: { params: unknown; query: unknown; body: unknown },
  language: Language,
): { ok: true; value: { params: unknown; query: unknown; body: unknown } } | { ok: false; refusal: InvalidInput } {
  const fields: { path: string; message: string }[] = [];
  const read = (schema: z.ZodType, value: unknown): unknown => {
    if (schema instanceof z.ZodUndefined) return undefined; // not asked for: whatever came is ignored
    const result = schema.safeParse(value, { error: messages[language] });
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) fields.push({ path: path.join('.'), message });
    return undefined;
  };
  const value = {
    params: read(operation.params, given.params),
    query: read(operation.query, given.query),
    body: read(operation.body, given.body),
  };
  return fields.length > 0 ? { ok: false, refusal: invalidInput(...fields) } : { ok: true, value };
}
