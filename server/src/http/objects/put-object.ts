import { Readable } from 'node:stream';
import { isRefusal, type ProblemCode, type Refusal, refusal } from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { storageFull } from '../../objects/free-space.ts';
import type { LocalDisk } from '../../objects/local-disk/local-disk.ts';
import { BodyBrokenOff, type Received } from '../../objects/local-disk/receive.ts';
import type { PutPermit } from '../../objects/local-disk/signing.ts';
import type { Mismatch } from '../../region/verification/note-mismatch.ts';
import { guardBody } from '../kit/guard-body.ts';
import { contentLength, refuseUpload } from '../refuse-upload.ts';

export type PutOptions = {
  store: LocalDisk;
  /**
   * Called once the bytes are durable, before the sender hears of it, and again when it repeats them. If it throws the
   * sender gets a 500, keeps its bytes, and tries again.
   */
  onStored: (key: string, received: Received) => Promise<void>;
  /** Called when a sender with a good target sent something else than it had declared, before it hears of it. */
  onMismatch?: (key: string, mismatch: Mismatch) => Promise<void>;
  /** Asked before the bytes of a good target are read; what it answers is refused with that. */
  refusePut?: (key: string) => Promise<ProblemCode | undefined>;
  /** Called when a good target's sender was refused, and has been told so. */
  onRefused?: (key: string, refused: Refusal) => void;
  mostBytes?: number;
  /** A sender that is silent for this long is given up. */
  idleMs?: number;
};

/** A single MP4 of the protocol; segments have a lower limit of their own when they are declared. */
const MOST_BYTES = 256 * 1024 * 1024;
const IDLE_MS = 15_000;

type PutRequest = FastifyRequest<{ Params: { '*': string }; Querystring: Record<string, unknown> }>;

/** PUT of presigned URLs, in a scope in which no body is parsed. */
export function mountPut(app: FastifyInstance, options: PutOptions): void {
  const { store, mostBytes = MOST_BYTES, idleMs = IDLE_MS } = options;

  app.put('/*', async (request: PutRequest, reply): Promise<FastifyReply> => {
    const givenUp = new AbortController();
    const length = Math.min(contentLength(request) ?? 0, mostBytes);
    const stopGuarding = guardBody(request.raw, length, idleMs, () => givenUp.abort());
    const permit = store.verifyPut(request.params['*'], request.query);
    if (isRefusal(permit)) {
      if (permit.code === 'upload_target_invalid') stopGuarding(); // a stranger's: the rest has seconds
      return refuseUpload(request, reply, permit);
    }
    try {
      const refused = await take(request, permit, givenUp.signal);
      if (givenUp.signal.aborted) reply.header('connection', 'close');
      // Whoever holds a good target may send so much anyway.
      if (refused) {
        refuseUpload(request, reply, refused, mostBytes);
        options.onRefused?.(permit.key, refused);
        return reply;
      }
      return await reply.code(200).header('etag', `"${permit.md5}"`).send();
    } catch (error) {
      if (!(error instanceof BodyBrokenOff)) throw error;
      request.log.info({ key: permit.key }, 'upload broke off');
      return reply.hijack(); // nobody is left to answer
    }
  });

  /** Stores the body of a PUT, or says why not. */
  async function take(request: PutRequest, permit: PutPermit, givenUp: AbortSignal): Promise<Refusal | undefined> {
    const { key, bytes } = permit;
    const refused = await options.refusePut?.(key);
    if (refused) return refusal(refused);
    const length = contentLength(request);
    if (length === undefined) return await refuseMismatch(key, { code: 'length_required' });
    if (length > mostBytes) return refusal('object_too_large', { limit: mostBytes });
    if (length !== bytes) return await refuseMismatch(key, { code: 'size_mismatch', bytes: length });
    const header = findWrongHeader(request, permit);
    if (header !== undefined) return refusal('upload_target_invalid', { header });

    const body = length === 0 ? Readable.from([]) : request.raw;
    const result = await store.receive(permit, body, givenUp);
    if (result.outcome === 'hash_mismatch')
      return await refuseMismatch(key, { code: result.outcome, received: result.received });
    if (result.outcome === 'disk_full') return storageFull();
    if (result.outcome !== 'stored' && result.outcome !== 'same_bytes') return refusal(result.outcome);
    await options.onStored(key, result.received);
    return undefined;
  }

  async function refuseMismatch(key: string, mismatch: Mismatch): Promise<Refusal> {
    await options.onMismatch?.(key, mismatch);
    return refusal(mismatch.code);
  }
}

/** The first header that is not as it was given with the target. */
function findWrongHeader({ headers }: FastifyRequest, { md5, contentType }: PutPermit): string | undefined {
  const given = {
    'content-type': contentType,
    'content-md5': Buffer.from(md5, 'hex').toString('base64'),
    'if-none-match': '*',
  };
  return Object.entries(given).find(([name, value]) => headers[name] !== value)?.[0];
}
