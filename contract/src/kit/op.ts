import { z } from 'zod';
import type { Duration } from '../durations.ts';

/** Who may call an operation. The server refuses everyone else before the handler runs. */
export type Caller = 'public' | 'maker' | 'operator' | 'owner' | 'device' | 'plane';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Definition = {
  method: Method;
  path: string;
  summary: string;
  caller: Caller;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  reply: z.ZodType;
  status?: 200 | 201 | 202;
  /** Said twice it does and answers what it does said once, as every GET and PUT: it is sent again where its line broke. */
  mayRepeat?: boolean;
};

const none = z.undefined();
type None = typeof none;
type Or<T> = T extends z.ZodType ? T : None;

/** One HTTP operation. The same object makes the route, its OpenAPI entry, the typed client and the in-process call. */
export type Op = Required<Definition>;

/** Fills in what an operation leaves out, keeping the exact types. */
export function op<const D extends Definition>(definition: D) {
  return { params: none, query: none, body: none, status: 200, mayRepeat: false, ...definition } as unknown as {
    method: D['method'];
    path: D['path'];
    summary: string;
    caller: D['caller'];
    params: Or<D['params']>;
    query: Or<D['query']>;
    body: Or<D['body']>;
    reply: D['reply'];
    status: 200 | 201 | 202;
    mayRepeat: boolean;
  };
}

export type Contract = Record<string, Op>;

type Part<Name extends string, T extends z.ZodType, Side extends 'in' | 'out'> =
  undefined extends z.input<T>
    ? { [K in Name]?: Side extends 'in' ? z.input<T> : z.output<T> }
    : { [K in Name]: Side extends 'in' ? z.input<T> : z.output<T> };
type Parts<O extends Op, Side extends 'in' | 'out'> = Part<'params', O['params'], Side> &
  Part<'query', O['query'], Side> &
  Part<'body', O['body'], Side>;

/** What a caller passes. */
export type Input<O extends Op> = Parts<O, 'in'>;
/** What a handler receives: defaults filled in, ids branded. */
export type Parsed<O extends Op> = {
  params: z.output<O['params']>;
  query: z.output<O['query']>;
  body: z.output<O['body']>;
};
/** What a handler returns. */
export type Reply<O extends Op> = z.input<O['reply']>;
/** What a caller gets. */
export type Output<O extends Op> = z.output<O['reply']>;

/** An `AbortSignal`, by shape: this package compiles without DOM and Node types. */
export type Abort = { readonly aborted: boolean };

export type CallOptions = {
  signal?: Abort;
  /** Between planes: how long the call may take once it has left. */
  patience?: Duration;
};

export type Client<C extends Contract> = {
  [K in keyof C]: (input: Input<C[K]>, options?: CallOptions) => Promise<Output<C[K]>>;
};

/** A page of a list: pass `next` back as `cursor`. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
export const pageQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
/** For lists that were whole once: whoever asks for no pages has as much of it as one page can hold. */
export const wholePageQuery = { ...pageQuery, limit: z.coerce.number().int().min(1).max(200).default(200) };

/** Where a list is as a CSV file: narrowed by the same query, whole, and in the words of `language`. */
export const csvPathOf = (path: string): string => `${path}.csv`;
