import { createClient, ingest } from '@kaitong/contract';
import { send } from '../api.ts';

/** What tools may push; the first page does without. */
export const pushApi = createClient(ingest, send);
