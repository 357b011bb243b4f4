import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { BodyBrokenOff } from '../../objects/local-disk/receive.ts';
import { type Spool, type Spooled, type SpoolFailure, type SpoolOptions, spool } from '../../objects/spool.ts';

/** A picture and a film. */
const MOST_FILES = 2;
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
): Promise<ReceivedForm> {
  const stack = new AsyncDisposableStack();
  const spools: Spool[] = [];
  const received = (files: ReceivedForm['files']): ReceivedForm => ({
    files,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  });
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
    const body = stack.use(spool(part, options));
    spools.push(body);
    onFile(body);
    body.arrived.then(
      (file) => typeof file === 'string' && part.resume(), // the rest of it is read past
      () => {},
    );
  });
  try {
    await pipeline(request, form);
  } catch {
    for (const body of spools) body.drop();
    if (!request.complete) throw new BodyBrokenOff();
    return received('no_form');
  }
  const files = await Promise.all(spools.map(({ arrived }) => arrived));
  const failure = files.find((file) => typeof file === 'string');
  if (failure !== undefined) return received(failure);
  const arrived = files.filter((file) => typeof file !== 'string');
  return received(isTooMany || arrived.length === 0 ? 'no_form' : arrived);
}
