import { type device, isRefusal, type Output, type Parsed, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { declare } from './declare-object.ts';
import type { OpenBody, Purpose, Target, Upload, UploadCaller } from './purpose.ts';

type Opened = Output<typeof device.openEvent>;

/**
 * Opens an event, and declares the objects that its device knows already. The same device event id again gives the same
 * event with its key. An object that is refused is refused with its event.
 */
export async function openEvent(
  purpose: Purpose,
  context: RegionContext,
  caller: UploadCaller,
  { body }: Pick<Parsed<typeof device.openEvent>, 'body'>,
): Promise<Opened | Refusal> {
  return await purpose.onOpening(context, caller, body, (upload) => answer(context, upload, body));
}

async function answer(context: RegionContext, upload: Upload, body: OpenBody): Promise<Opened | Refusal> {
  if (!isSame(upload, body)) return refusal('event_conflict');
  const { isGivenUp, stopped, closed, maxFootageMs } = upload;
  if (stopped && !isGivenUp) return stopped;
  const targets: Target[] = [];
  for (const object of isGivenUp ? [] : body.objects) {
    const target = await declare(context, upload, object);
    if (isRefusal(target)) {
      if (!upload.isBeyondEnd(target)) return target;
      break; // the device hears of it when it declares that object by itself
    }
    targets.push(target);
  }
  return {
    eventId: upload.eventId,
    state: closed !== null || isGivenUp ? 'closed' : 'open',
    key: toHex(await upload.readKey()),
    targets,
    maxFootageMs,
    serverTime: upload.serverTime.toISOString(),
  };
}

const toHex = (key: Uint8Array | undefined): string | null => (key ? Buffer.from(key).toString('hex') : null);

const isSame = ({ type, declaration }: Upload, body: OpenBody): boolean =>
  type === body.type && sorted(declaration) === sorted(body.declaration);

const sorted = (record: object): string => JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
