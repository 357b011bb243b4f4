import { fetchSend } from '@kaitong/client';
import { createClient, footage, ingest, ownerEventsPath, owners, purchases } from '@kaitong/contract';
import { learnFromReply } from '../api/learn-from-reply.ts';
import { shownLanguage } from '../i18n/texts.ts';
import { learnKept } from './frame/kept.ts';
import { place } from './place.ts';

function onReply(headers: Headers): void {
  learnFromReply(headers);
  learnKept(headers);
}

export const send = fetchSend(place.api, { headers: () => ({ 'accept-language': shownLanguage() }), onReply });

/** All of the region's API for owners but alarms, which the first page does without. */
export const api = createClient({ ...owners, ...purchases, ...footage, ...ingest }, send);

export const eventsUrl = place.api + ownerEventsPath;
