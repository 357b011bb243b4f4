import type { Language, Op } from '@kaitong/contract';
import { z } from 'zod';
import { type InvalidInput, invalidInput } from '../../invalid-input.ts';
import { findUnseen } from '../../unseen-text.ts';

const unseen: Record<Language, string> = {
  'zh-CN': '含有不可见的控制字符',
  en: 'Contains control characters that cannot be seen',
};
const messages = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** An operation's input, with all that is wrong in it at once, in the caller's language. */
export function readInput(
  operation: Pick<Op, 'caller' | 'params' | 'query' | 'body'>,
  given: { params: unknown; query: unknown; body: unknown },
  language: Language,
): { ok: true; value: { params: unknown; query: unknown; body: unknown } } | { ok: false; refusal: InvalidInput } {
  const fields: { path: string; message: string }[] = [];
  const read = (schema: z.ZodType, value: unknown): unknown => {
    if (schema instanceof z.ZodUndefined) return undefined; // not asked for: whatever came is ignored
    const result = schema.safeParse(value, { error: messages[language] });
    // Planes hand on what is checked already, and what was found in footage.
    const steering = result.success && operation.caller !== 'plane' ? findUnseen(result.data) : [];
    for (const path of steering) fields.push({ path, message: unseen[language] });
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
