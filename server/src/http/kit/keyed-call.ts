import { isRefusal, type Op, type Refusal } from '@kaitong/contract';
import { type InvalidInput, invalidInput } from '../../invalid-input.ts';
import type { CallRequest } from './request.ts';

/** Chosen by the caller, one for each thing that is to happen once. */
export const IDEMPOTENCY_KEY = 'idempotency-key';
/** Stands in an answer that was given before. */
export const REPEATED = 'idempotent-replayed';

const READABLE = /^[\x21-\x7e]{1,128}$/;

/** Answers a call that came with a key, the first time by asking; whoever repeats it gets the same answer. */
export type Once = (
  call: { caller: unknown; operation: string; key: string; input: unknown },
  answer: () => Promise<object | Refusal>,
) => Promise<{ answer: object | Refusal; isRepeated: boolean }>;

/** Whether calls of an operation may come with a key. */
export const isKeyed = ({ method, caller }: Op): boolean =>
  method === 'POST' && (caller === 'maker' || caller === 'operator');

/** The key of a call that makes something. `undefined`: it has none, or is one that changes nothing by being repeated. */
export function keyOf(operation: Op, request: CallRequest): string | InvalidInput | undefined {
  const key = request.header(IDEMPOTENCY_KEY);
  if (!isKeyed(operation) || key === undefined) return undefined;
  if (READABLE.test(key)) return key;
  return invalidInput({ path: 'Idempotency-Key', message: '1–128 visible ASCII' });
}

export const isKey = (key: ReturnType<typeof keyOf>): key is string => key !== undefined && !isRefusal(key);
