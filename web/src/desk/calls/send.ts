import { fetchSend } from '@kaitong/client';
import { learnServerTime } from '../../api/clock.ts';
import { shownLanguage } from '../../i18n/texts.ts';

/** Carries the calls of a page to the control plane that served it. */
export const send = fetchSend('', {
  headers: () => ({ 'accept-language': shownLanguage() }),
  onReply: learnServerTime,
});
