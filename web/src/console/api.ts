import { fetchSend } from '@kaitong/client';
import { control, createClient } from '@kaitong/contract';
import { learnServerTime } from '../api/clock.ts';
import { i18n } from './texts/index.ts';

export const api = createClient(
  control,
  fetchSend('', { headers: () => ({ 'accept-language': i18n.language }), onReply: learnServerTime }),
);
