import { type device, isRefusal, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import { assemble, missingOf } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import { wholeAssembly } from './assembly.ts';
import type { CloseBody, Purpose, Upload, UploadCaller } from './purpose.ts';

/**
 * Closes an event: the device says how many objects there are, and those that are missing may still come. Repeating it is
 * fine. It adds no footage, so a device that must stop may still say that it has.
 */
export async function closeEvent(
  purpose: Purpose,
  context: RegionContext,
  caller: UploadCaller,
  { params: { eventId }, body }: Pick<Parsed<typeof device.closeEvent>, 'params' | 'body'>,
): Promise<Reply<typeof device.closeEvent> | Refusal> {
  return await purpose.onEvent(context, caller, eventId, async (upload) => {
    const refused = await close(upload, body);
    if (!refused) return { eventId, state: 'closed' as const };
    await upload.noteRefusal(refused, {});
    return refused;
  });
}

async function close(upload: Upload, body: CloseBody): Promise<Refusal | undefined> {
  const { objects, durationMs } = body;
  const after = assemble(wholeAssembly(upload, await upload.listObjects()), { type: 'close', objects, durationMs });
  if (isRefusal(after)) return after;
  if (!after.news) return undefined;
  const { declared } = after.assembly;
  return await upload.close(body, { declared, isComplete: missingOf(after.assembly).length === 0 });
}
