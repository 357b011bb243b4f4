import { createClient, cuts, downloads } from '@kaitong/contract';
import { send } from '../api.ts';

/** What is taken along of the footage; the first page does without. */
export const takingApi = createClient({ ...cuts, ...downloads }, send);
