import type { app, Output } from '@kaitong/contract';
import { codeOf } from '../../api/code-of.ts';
import { api } from '../api.ts';

export type Visited = Output<typeof app.visitShare>;
/** What of H.265 is asked for. */
export type Codec = 'as-recorded' | 'h264';

const placeOf = (token: string): string => `kaitong visit ${token}`;
const OVER = ['share_ended', 'playback_ended'];

/** Opens a link once for a tab: a page that is loaded anew goes on with its visit, counts none and asks for no PIN. */
export async function visit(token: string, { pin, codec }: { pin?: string; codec: Codec }): Promise<Visited> {
  const kept = pin === undefined ? sessionStorage.getItem(placeOf(token)) : null;
  const before = kept === null ? undefined : await goOn(token, kept, codec);
  if (before) return before;
  const opened = await api.visitShare({ params: { token }, body: { codec, ...(pin !== undefined && { pin }) } });
  sessionStorage.setItem(placeOf(token), opened.token);
  return opened;
}

async function goOn(token: string, kept: string, codec: Codec): Promise<Visited | undefined> {
  try {
    return { ...(await api.getSharedFootage({ params: { token: kept }, query: { codec } })), token: kept };
  } catch (error) {
    if (!OVER.includes(codeOf(error) ?? '')) throw error;
    sessionStorage.removeItem(placeOf(token));
    return undefined;
  }
}
