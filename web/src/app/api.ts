import { fetchSend } from '@kaitong/client';
import { app, createClient, ownerEventsPath } from '@kaitong/contract';
import { learnFromReply } from '../api/learn-from-reply.ts';
import { shownLanguage } from '../i18n/texts.ts';
import { place } from './place.ts';

export const api = createClient(
  app,
  fetchSend(place.api, { headers: () => ({ 'accept-language': shownLanguage() }), onReply: learnFromReply }),
);

export const eventsUrl = place.api + ownerEventsPath;
