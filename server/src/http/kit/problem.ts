import {
  type Language,
  type Problem,
  type ProblemCode,
  type ProblemParams,
  pickLanguage,
  problems,
  problemText,
  type Refusal,
} from '@kaitong/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOutOfFiles } from '../../connections/open-files.ts';
import type { InvalidField } from '../../invalid-input.ts';
import { KeysUnavailable } from '../../keys/keys-unavailable.ts';
import { LineCut } from '../../line-cut.ts';
import { storageFull } from '../../objects/free-space.ts';
import { StoreError } from '../../objects/store-error.ts';
import { DatabaseUnavailable } from '../../store/unavailable.ts';

/** PostgreSQL is up again within this after most crashes; whoever waits longer asks again. */
const DATABASE_BACK_S = 5;

/** As long as most lines and files are needed. */
const FILES_BACK_S = 5;

/** Somebody brings a disk back, or makes room: within what cameras are given for their way back. */
const KEYS_BACK_S = 15;

/** The same of a store of objects. */
const STORE_BACK_S = 15;

/** What is over by itself: then `seconds` says when to ask again. */
const COME_AGAIN = new Set([429, 503, 507]);

type Refused = Refusal & { fields?: readonly InvalidField[] };

/** A refusal as problem+json (RFC 9457), in the caller's language. */
export function problemOf({ code, params, fields }: Refused, language: Language): Problem {
  const { title, remedy } = problemText(code, params, language);
  const { applicationId } = params;
  const marked = fields ?? fieldOf(params);
  return {
    type: `urn:kaitong:problem:${code}`,
    title,
    detail: remedy,
    status: problems[code].status,
    code,
    params,
    ...(typeof applicationId === 'string' ? { applicationId } : {}),
    ...(marked ? { fields: [...marked] } : {}),
  };
}

/** The field that a rule behind the schema found wrong. */
const fieldOf = ({ field, expected }: ProblemParams): InvalidField[] | undefined =>
  typeof field === 'string' ? [{ path: field, message: String(expected ?? '') }] : undefined;

export function answerRefusal(request: FastifyRequest, reply: FastifyReply, refused: Refused): FastifyReply {
  return answerProblem(reply, problemOf(refused, pickLanguage(request.headers['accept-language'])));
}

export function answerProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { seconds } = problem.params;
  if (COME_AGAIN.has(problem.status) && seconds !== undefined) reply.header('retry-after', String(seconds));
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

/** Every error that no handler made into a value: a body that cannot be read, or a bug or an outage of ours. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof LineCut) {
    request.raw.socket.destroy();
    return reply.hijack();
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  const language = pickLanguage(request.headers['accept-language']);
  if (statusCode >= 400 && statusCode < 500) {
    const problem = problemOf({ ...plain('input_invalid'), fields: [{ path: '', message }] }, language);
    return answerProblem(reply, { ...problem, status: statusCode });
  }
  const outage = outageOf(error);
  if (outage) {
    const { reason, event, refused } = outage;
    request.log.warn({ reason, operation: request.routeOptions.url }, event);
    return answerProblem(reply, problemOf(refused, language));
  }
  request.log.error({ err: error, requestId: request.id, operation: request.routeOptions.url }, 'request failed');
  return answerProblem(reply, problemOf(plain('internal_error', { reference: request.id }), language));
}

type Outage = { reason: string; event: string; refused: Refusal };

function outageOf(error: unknown): Outage | undefined {
  if (error instanceof DatabaseUnavailable) {
    const refused =
      error.code === 'disk_full' ? storageFull() : plain('database_unavailable', { seconds: DATABASE_BACK_S });
    return { reason: error.message, event: 'database.out_of_reach', refused };
  }
  if (error instanceof KeysUnavailable) {
    const code = error.problem === 'full' ? 'keys_full' : 'keys_unavailable';
    return { reason: error.message, event: 'keys.out_of_reach', refused: plain(code, { seconds: KEYS_BACK_S }) };
  }
  if (error instanceof StoreError) {
    const refused = plain('storage_unavailable', { seconds: STORE_BACK_S });
    return { reason: error.message, event: 'objects.out_of_reach', refused };
  }
  if (isOutOfFiles(error)) {
    const refused = plain('server_restarting', { seconds: FILES_BACK_S });
    return { reason: String(error), event: 'process.out_of_files', refused };
  }
  return undefined;
}

const plain = (code: ProblemCode, params: ProblemParams = {}): Refusal => ({ code, params });
