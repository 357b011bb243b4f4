import { Problem, ProblemError } from '../problems/problem.ts';
import type { CallOptions, Client, Contract, Op } from './op.ts';

export type SendRequest = { method: string; path: string; body?: unknown; mayRepeat?: boolean } & CallOptions;
/** Carries one request: over the network, or into a server in the same process. */
export type Send = (request: SendRequest) => Promise<{ status: number; body: unknown }>;

/**
 * A typed client for a contract. Replies are parsed, so a server of another version shows at the boundary.
 * Throws `ProblemError` for a refusal; whatever `send` throws for an outage passes through.
 */
export function createClient<C extends Contract>(contract: C, send: Send): Client<C> {
  const call =
    (operation: Op) =>
    async (input: { params?: object; query?: object; body?: unknown } = {}, options: CallOptions = {}) => {
      const { status, body } = await send({
        method: operation.method,
        path: pathOf(operation.path, input.params, input.query),
        ...(input.body === undefined ? {} : { body: input.body }),
        ...options,
        ...(mayRepeat(operation) ? { mayRepeat: true } : {}),
      });
      if (status >= 400) throw new ProblemError(readProblem(status, body));
      return operation.reply.parse(body);
    };
  return Object.fromEntries(
    Object.entries(contract).map(([name, operation]) => [name, call(operation)]),
  ) as unknown as Client<C>;
}

/** RFC 9110, 9.2.2, and what says so of itself. */
const mayRepeat = ({ method, mayRepeat: isSaid }: Op): boolean => isSaid || method === 'GET' || method === 'PUT';

function pathOf(template: string, params: object = {}, query: object = {}): string {
  const values = params as Record<string, unknown>;
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
  return search === '' ? path : `${path}?${search}`;
}

function readProblem(status: number, body: unknown): Problem {
  const parsed = Problem.safeParse(body);
  if (parsed.success) return parsed.data;
  return { type: 'about:blank', title: `HTTP ${status}`, status, code: 'internal_error', params: {} };
}
