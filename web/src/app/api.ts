import { fetchSend } from '@kaitong/client';
import { createClient, footage, ownerEventsPath, owners } from '@kaitong/contract';
import { learnFromReply } from '../api/learn-from-reply.ts';
import { shownLanguage } from '../i18n/texts.ts';
import { learnKept } from './frame/kept.ts';
import { place } from './place.ts';

function onReply(headers: Headers): void {
  learnFromReply(headers);
  learnKept(headers);
}

export const send = fetchSend(place.api, { headers: () => ({ 'accept-language': shownLanguage() }), onReply });

/** Of the region's API for owners what the first page needs, and what goes with it. */
export const api = createClient({ ...owners, ...footage }, send);

export const eventsUrl = place.api + ownerEventsPath;
