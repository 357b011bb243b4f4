import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { type Duration, minutes } from '@kaitong/contract';
import { BodyBrokenOff } from '../../objects/local-disk/receive.ts';
import { type Spool, type Spooled, type SpoolFailure, type SpoolOptions, spool } from '../../objects/spool.ts';

/** A picture and a film. */
const MOST_FILES = 2;
/** Of some bodies that are no forms the parser never says that it is done. Senders who are silent were disconnected before. */
const STUCK_AFTER = minutes(1);
/** Texts beside them say nothing to us. */
const LIMITS = { files: MOST_FILES, fields: 20, fieldSize: 4096, fieldNameSize: 100, parts: 24, headerPairs: 50 };

export type ReceivedForm = AsyncDisposable & {
  /** `no_form`: the body is none, or not whole, or has no file, or more than a picture and a film. */
  files: readonly Spooled[] | SpoolFailure | 'no_form';
};

/**
 * The files of a form (RFC 7578), each on the disk as it comes, in their order.
 * @param onFile told of each as it begins
 * @throws BodyBrokenOff where the sender went away before the end
 */
export async function receiveForm(
  request: IncomingMessage,
  options: SpoolOptions,
  onFile: (body: Spool) => void,
  stuckAfter: Duration = STUCK_AFTER,
): Promise<ReceivedForm> {
  await using own = new AsyncDisposableStack();
  const spools: Spool[] = [];
  const received = (files: ReceivedForm['files']): ReceivedForm => {
    const held = own.move();
    return { files, [Symbol.asyncDispose]: () => held.disposeAsync() };
  };
  let isTooMany = false;
  let form: InstanceType<typeof Busboy>;
  try {
    form = new Busboy({ headers: request.headers as BusboyHeaders, limits: LIMITS });
  } catch {
    return received('no_form'); // it names no boundary
  }
  form.on('filesLimit', () => {
    isTooMany = true;
  });
  form.on('file', (_name, part) => {
    part.on('error', () => {}); // a body that ends within it says so here too, when nobody may be taking it any more
    const body = own.use(spool(part, options));
    spools.push(body);
    onFile(body);
    const readPast = (): void => void part.resume();
    body.arrived.then((file) => typeof file === 'string' && readPast(), readPast);
  });
  const stuck = new AbortController();
  let seen = -1;
  const timer = setInterval(() => {
    const { bytesRead } = request.socket;
    if (bytesRead === seen) stuck.abort();
    seen = bytesRead;
  }, stuckAfter).unref();
  try {
    await pipeline(request, form, { signal: stuck.signal });
  } catch {
    for (const body of spools) body.drop();
    if (!request.complete) throw new BodyBrokenOff();
    return received('no_form');
  } finally {
    clearInterval(timer);
  }
  const files = await Promise.all(spools.map(({ arrived }) => arrived));
  const failure = files.find((file) => typeof file === 'string');
  if (failure !== undefined) return received(failure);
  const arrived = files.filter((file) => typeof file !== 'string');
  return received(isTooMany || arrived.length === 0 ? 'no_form' : arrived);
}
