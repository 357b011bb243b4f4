import {
  type Caller,
  type Contract,
  isRefusal,
  type Op,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import type { Callers, PlaneCaller } from '../../callers.ts';
import type { InvalidInput } from '../../invalid-input.ts';
import { hashBody, PROOF_HEADER } from '../../plane-keys/signed-call.ts';
import { isSame } from '../../secrets/tokens.ts';
import { networkOf } from '../../store/network-of.ts';
import { type Writes, watchWrites } from '../../store/writes.ts';
import { textOfBody } from './body-text.ts';
import { sendAnswer } from './compress.ts';
import { isKey, keyOf, type Once, REPEATED } from './keyed-call.ts';
import { answerRefusal } from './problem.ts';
import { type CallRequest, callRequestOf } from './request.ts';
import type { Share } from './share.ts';
import { SMALL_BODY } from './small-bodies.ts';
import { readInput } from './validate.ts';

/** What answers one operation. Refusals are values; whatever is thrown becomes `internal_error` with a reference. */
export type Handler<O extends Op> = (
  caller: Callers[O['caller']],
  input: Parsed<O>,
  request: CallRequest,
) => Promise<Reply<O> | Refusal>;

export type Handlers<C extends Contract> = { [K in keyof C]: Handler<C[K]> };

/** Finds out who calls this operation, and whether they may, from headers alone: it runs before the body is read. */
export type Authenticate<K extends Caller> = (request: CallRequest, operation: string) => Promise<Callers[K] | Refusal>;

type Authenticated = Exclude<Caller, 'public'>;
export type Authenticators = { [K in Authenticated]: Authenticate<K> };

export type MountOptions<Needed extends Caller> = {
  /** Stands before every path: `/cn` for a region. */
  prefix?: string;
  authenticate: Pick<Authenticators, Exclude<Needed, 'public'>>;
  /** Told of a call that no handler saw because its input does not fit the contract, before it is refused. */
  onInvalidInput?: (caller: unknown, refused: InvalidInput, operation: string) => Promise<void>;
  /** Where calls may come with an `Idempotency-Key`. */
  once?: Once;
  /**
   * Makes sure that what was read stays. Asked before a call that is to do something is answered with success, though no
   * commit of its own that changed something was acknowledged: it repeats one whose own commit may be acknowledged by nobody yet.
   */
  confirm?: () => Promise<void>;
  /** What a call takes together with others, once all that it asks is there and fits the contract. */
  shares?: ((operation: string, request: CallRequest, body: unknown) => Share | undefined) | undefined;
};

/** Reports between planes carry frame sizes of whole clips; everybody else sends small forms. */
const PLANE_BODY_LIMIT = 16 * 1024 * 1024;
const BODY_LIMIT = 256 * 1024;

const bodyLimitOf = ({ caller }: Op): number =>
  caller === 'plane' ? PLANE_BODY_LIMIT : caller === 'public' ? SMALL_BODY : BODY_LIMIT;

/** One route per operation of a contract. Who calls is decided here, before any handler, so it cannot be forgotten. */
export function mountContract<C extends Contract>(
  app: FastifyInstance,
  contract: C,
  handlers: Handlers<C>,
  { prefix = '', authenticate, onInvalidInput, once, confirm, shares }: MountOptions<C[keyof C]['caller']>,
): void {
  for (const [name, operation] of Object.entries(contract)) {
    const handle = handlers[name] as unknown as Handler<Op>;
    app.route({
      method: operation.method,
      url: prefix + operation.path,
      bodyLimit: bodyLimitOf(operation),
      onRequest: requireCaller(operation.caller, name, authenticate),
      ...(operation.caller === 'plane' && { preValidation: requireSignedBody }),
      async handler(request, reply) {
        const call = callRequestOf(request, reply);
        const input = readInput(operation, request, call.language);
        if (!input.ok) {
          await onInvalidInput?.(callerOf(request), input.refusal, name);
          return answerRefusal(request, reply, input.refusal);
        }
        const key = once && keyOf(operation, call);
        if (isRefusal(key)) return answerRefusal(request, reply, key);
        const caller = callerOf(request);
        const share = shares?.(name, call, input.value.body);
        const work = () => handle(caller as never, input.value as Parsed<Op>, call) as Promise<object | Refusal>;
        const isToDo = confirm !== undefined && operation.method !== 'GET';
        const ask = () => withinShare(share, call, isToDo ? () => confirmed(work, confirm) : work);
        const { answer, isRepeated } =
          once && isKey(key)
            ? await once({ caller, operation: name, key, input: input.value }, ask)
            : { answer: await ask(), isRepeated: false };
        if (isRepeated) reply.header(REPEATED, 'true');
        if (isRefusal(answer)) return answerRefusal(request, reply, answer);
        reply.header('cache-control', 'no-store');
        const named = operation.reply.parse(answer) as object; // drops what the contract does not name
        return sendAnswer(operation, request, reply.code(operation.status), named);
      },
    });
  }
}

async function confirmed<T>(work: () => Promise<T>, confirm: () => Promise<void>): Promise<T> {
  const writes: Writes = { any: false, kept: false };
  const answer = await watchWrites(writes, work);
  if (!writes.kept && !isRefusal(answer)) await confirm();
  return answer;
}

/** Works where there is room, and holds it no longer: neither a body that crawls nor an answer that nobody reads keeps it. */
async function withinShare<T>(
  share: Share | undefined,
  { ip }: CallRequest,
  work: () => Promise<T>,
): Promise<T | Refusal> {
  const leave = share?.enter(networkOf(ip));
  if (isRefusal(leave)) return leave;
  try {
    return await work();
  } finally {
    leave?.();
  }
}

const callers = new WeakMap<FastifyRequest, unknown>();

/** Whom `requireCaller` found for this request. */
export const callerOf = (request: FastifyRequest): unknown => callers.get(request);

/**
 * A hook that refuses a request unless its caller is of this kind and may call the operation. What is none of the contract
 * goes by the name of the one whose rights it has.
 */
export function requireCaller(
  kind: Caller,
  operation: string,
  authenticate: Partial<Authenticators>,
): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    const caller = await findCaller(kind, operation, authenticate, callRequestOf(request, reply));
    if (isRefusal(caller)) return answerRefusal(request, reply, caller);
    callers.set(request, caller);
  };
}

/** Its headers were signed together with the hash of its body, which is there only now. */
const requireSignedBody: preHandlerAsyncHookHandler = async (request, reply) => {
  const { signed } = (callerOf(request) as PlaneCaller | undefined) ?? {};
  if (signed === undefined) return;
  if (!isSame(signed.body, hashBody(textOfBody(request))))
    return answerRefusal(request, reply, refusal('not_signed_in'));
  if (signed.proof !== undefined) reply.header(PROOF_HEADER, signed.proof);
};

/** Who calls, if it is a caller of this kind. */
export async function findCaller<K extends Caller>(
  kind: K,
  operation: string,
  authenticate: Partial<Authenticators>,
  request: CallRequest,
): Promise<Callers[K] | Refusal> {
  if (kind === 'public') return undefined as Callers[K];
  const find = authenticate[kind as Authenticated] as Authenticate<K> | undefined;
  return find ? await find(request, operation) : refusal('not_allowed');
}
