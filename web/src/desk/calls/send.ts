import { fetchSend } from '@kaitong/client';
import type { Send } from '@kaitong/contract';
import { learnFromReply } from '../../api/learn-from-reply.ts';
import { canShareReads, type SharedReads, shareReads } from '../../api/shared-reads.ts';
import { whenAway } from '../../api/when-away.ts';
import { shownLanguage } from '../../i18n/texts.ts';
import { IntentKeys } from './intent-keys.ts';

/** The server answers everything within half of it; a network that died without a word would keep a form waiting. */
const LONGEST_MS = 60_000;

const keys = new IntentKeys();

const carry = fetchSend('', {
  keyOf: (request) => keys.of(request),
  headers: () => ({ 'accept-language': shownLanguage() }),
  onReply: learnFromReply,
});

const alone: Send = async (request) => {
  const answer = await carry({ signal: AbortSignal.timeout(LONGEST_MS), ...request });
  keys.answered(request, answer);
  return answer;
};

let shared: SharedReads | undefined;

/** Carries the calls of a page to the control plane that served it. Throws when there is no answer for a minute. */
export const send: Send = (request) => (shared?.read ?? alone)(request);

/** From now on what this page reads is asked for once by all tabs that want it. */
export function shareWithTabs(): void {
  if (!canShareReads()) return;
  const share = (): void => {
    shared = shareReads(alone, shownLanguage);
  };
  share();
  whenAway((isAway) => {
    if (!isAway) return share();
    shared?.leave();
    shared = undefined;
  });
}
