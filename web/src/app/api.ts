import { fetchSend } from '@kaitong/client';
import { app, createClient, ownerEventsPath } from '@kaitong/contract';
import { learnServerTime } from '../api/clock.ts';
import { place } from './place.ts';
import { texts } from './texts/index.ts';

export const api = createClient(
  app,
  fetchSend(place.api, { headers: () => ({ 'accept-language': texts.language }), onReply: learnServerTime }),
);

export const eventsUrl = place.api + ownerEventsPath;
