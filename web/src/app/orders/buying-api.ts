import { createClient, purchases } from '@kaitong/contract';
import { send } from '../api.ts';

/** What is offered, bought and paid back; the first page does without. */
export const buyingApi = createClient(purchases, send);
