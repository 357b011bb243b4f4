import { type device, isRefusal, type Parsed, type Refusal, refusal } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { assemble, declaredOf, refuseDeclaration } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import { assemblyAround } from './assembly.ts';
import type { Purpose, Target, Upload, UploadCaller } from './purpose.ts';
import { findStored, targetOf } from './target.ts';

/** Declares an object and answers where to put it. The same declaration again answers a fresh target. */
export async function declareObject(
  purpose: Purpose,
  context: RegionContext,
  caller: UploadCaller,
  { params, body }: Pick<Parsed<typeof device.declareObject>, 'params' | 'body'>,
): Promise<Target | Refusal> {
  return await purpose.onEvent(context, caller, params.eventId, (upload) => declare(context, upload, body), {
    objects: [body.n],
  });
}

/** The same within a call that has locked the event. */
export async function declare(
  context: RegionContext,
  upload: Upload,
  object: ObjectDeclaration,
): Promise<Target | Refusal> {
  const target = await decide(context, upload, object);
  if (isRefusal(target)) await upload.noteRefusal(target, { n: object.n, object });
  return target;
}

async function decide(context: RegionContext, upload: Upload, object: ObjectDeclaration): Promise<Target | Refusal> {
  if (upload.isGivenUp) return refusal('event_closed');
  if (upload.stopped) return upload.stopped;
  const wrong = refuseDeclaration(upload.declaration.encryption, upload.limits, object);
  if (wrong) return wrong;
  const known = await upload.findObject(object.n);
  const after = assemble(assemblyAround(upload, known), { type: 'declare', object: declaredOf(object) });
  if (isRefusal(after)) return after;
  if (after.news) {
    const refused = await upload.refuseObject(object);
    if (refused) return refused;
    await upload.declareObject(object, after.assembly.declared);
  }
  if (object.ageMs !== undefined) await upload.noteAge(object.n, object.ageMs);
  const isThere = known?.state === 'declared' && (await findStored(upload, known)) === 'whole';
  const state = known?.state === 'committed' ? 'committed' : isThere ? 'stored' : 'waiting';
  return await upload.offer(await targetOf(context, upload, object, state), object, after.news);
}
